/** @import { Arity, Call, Scenario, SyncAdapter } from '../types.d.ts' */
import { operationsOfRound } from '../harness/calibration.mjs';
import { drawing, freshArguments, idOf } from '../harness/keys.mjs';
import { countedWork } from './filled-cache.mjs';
import { ensure, total } from './timed-loops.mjs';

const KEYS_A_METHOD = 16;

/**
 * Hits of many cached methods called in turn, every other one with one argument: nanoseconds a call, or to make a method.
 * @param {SyncAdapter} adapter
 * @param {{ methods: number }} settings
 * @returns {Promise<Scenario>}
 */
export async function prepare(adapter, { methods }) {
  /** @type {{ loads: number }[]} */
  const counts = [];
  /** @type {Call[]} */
  const calls = [];
  const startedAt = process.hrtime.bigint();
  for (let index = 0; index < methods; index++) {
    const { work, count } = countedWork(arityOf(index), KEYS_A_METHOD, (user, param) => ({ id: idOf(user, param) }));
    counts.push(count);
    calls.push(await adapter(work));
  }
  const making = Number(process.hrtime.bigint() - startedAt) / methods;
  const draw = drawing(KEYS_A_METHOD);
  const loads = () => counts.reduce((sum, count) => sum + count.loads, 0);

  /** @param {Int32Array} ids */
  const run = (ids) => {
    const users = freshArguments('pair', ids);
    const ones = freshArguments('one', ids);
    let sum = 0;
    const startedAt = process.hrtime.bigint();
    for (let index = 0; index < ids.length; index++) {
      const method = index % methods;
      const call = /** @type {Call} */ (calls[method]);
      sum += method % 2 === 1 ? call(String(ones[index])).id : call(String(users[index * 2]), users[index * 2 + 1]).id;
    }
    const elapsed = Number(process.hrtime.bigint() - startedAt);
    ensure(sum === total(ids), 'every call got its own value');
    return elapsed;
  };
  for (let id = 0; id < KEYS_A_METHOD; id++) run(Int32Array.from({ length: methods }, () => id));
  const filled = loads();
  const timed = (/** @type {number} */ operations, /** @type {number} */ seed) => run(draw('uniform', seed, operations));
  const operations = await operationsOfRound(timed);
  return {
    round({ seed, making: asksForMaking }) {
      if (asksForMaking === true) return { value: making };
      const elapsed = timed(operations, Number(seed));
      ensure(loads() === filled, 'every call was a hit');
      return { value: elapsed / operations };
    },
  };
}

/**
 * @param {number} index
 * @returns {Arity}
 */
function arityOf(index) {
  return index % 2 === 1 ? 'one' : 'pair';
}
