/** @import { Scenario, SharedAdapter } from '../types.d.ts' */
import { operationsOfRound } from '../harness/calibration.mjs';
import { drawing, freshArguments, idOf } from '../harness/keys.mjs';
import { countedWork } from './filled-cache.mjs';
import { ensure, timeAwaitedPairs, total, UNTIMED_CALLS } from './timed-loops.mjs';

/** Rows of a value, which is a kilobyte as JSON. */
const ROWS = 13;

/** Calls before the timed ones, where each is a question to the store. */
const UNTIMED_QUESTIONS = 20;

/**
 * Awaited hits within one invocation, in the container or in the store: nanoseconds a call.
 * @param {SharedAdapter} adapter
 * @param {{ size: number, port: number, where: 'container' | 'store' }} settings
 * @returns {Promise<Scenario>}
 */
export async function prepare(adapter, { size, port, where }) {
  const { work, count } = countedWork('pair', size, async (user, param) => record(idOf(user, param)));
  const { call, within, forget } = await adapter(work, port);
  const draw = drawing(size);
  const inTheStore = where === 'store';
  /** Keys of a round: drawn, or each once where it is in the container from then on. */
  const idsOf = (/** @type {number} */ seed, /** @type {number} */ operations) =>
    inTheStore ? Int32Array.from({ length: operations }, (_, index) => index) : draw('uniform', seed, operations);
  const untimed = inTheStore ? UNTIMED_QUESTIONS : UNTIMED_CALLS;

  const timed = (/** @type {number} */ operations, /** @type {number} */ seed) =>
    within(async () => {
      if (inTheStore) forget();
      const last = inTheStore ? Array.from({ length: untimed }, (_, index) => size - 1 - index) : draw('uniform', seed + 0.5, untimed);
      await timeAwaitedPairs(call, freshArguments('pair', last));
      const ids = idsOf(seed, operations);
      const { elapsed, sum } = await timeAwaitedPairs(call, freshArguments('pair', ids));
      ensure(sum === total(ids), 'every call got its own value');
      return elapsed;
    });

  await within(async () => {
    for (let id = 0; id < size; id++) await call(.../** @type {[string, string]} */ (freshArguments('pair', [id])));
    return 0;
  });
  const loads = count.loads;
  const operations = await operationsOfRound(timed, inTheStore ? { most: size - untimed } : {});
  return {
    async round({ seed }) {
      const value = (await timed(operations, Number(seed))) / operations;
      ensure(count.loads === loads, 'every call was a hit');
      return { value };
    },
  };
}

/** @param {number} id */
function record(id) {
  const row = (/** @type {number} */ number) => ({
    number,
    name: `row ${number} of ${id}`,
    price: number / 4,
    isOpen: number % 2 === 0,
    currency: 'EUR',
    note: null,
  });
  return { id, rows: Array.from({ length: ROWS }, (_, number) => row(number)) };
}
