/** @import { AsyncAdapter, Scenario } from '../types.d.ts' */
import { setImmediate as turn } from 'node:timers/promises';
import { operationsOfRound } from '../harness/calibration.mjs';
import { paramText, userText } from '../harness/keys.mjs';
import { countedWork } from './filled-cache.mjs';
import { ensure } from './timed-loops.mjs';

/**
 * Many callers of a cold key at once: nanoseconds a caller, or how often the loader ran.
 * @param {AsyncAdapter} adapter
 * @param {{ callers: number, max: number }} settings
 * @returns {Promise<Scenario>}
 */
export async function prepare(adapter, { callers, max }) {
  const { work, count } = countedWork('pair', max, async () => {
    await turn();
    return loaded;
  });
  const call = await adapter(work);
  let serial = 0;

  const stampede = async () => {
    serial++;
    const text = `"${userText(serial)}","${paramText(0)}"`;
    const args = JSON.parse(`[${Array(callers).fill(text).join(',')}]`);
    const startedAt = process.hrtime.bigint();
    /** @type {Promise<{ id: number }>[]} */
    const calls = [];
    for (let index = 0; index < args.length; index += 2) calls.push(call(args[index], args[index + 1]));
    const records = await Promise.all(calls);
    const elapsed = Number(process.hrtime.bigint() - startedAt);
    ensure(records.length === callers && records.every(({ id }) => id === 1), 'every caller got the value');
    return elapsed;
  };
  const timed = async (/** @type {number} */ stampedes) => {
    await stampede(); // untimed: the process was idle
    let elapsed = 0;
    for (let index = 0; index < stampedes; index++) elapsed += await stampede();
    return elapsed;
  };
  const stampedes = await operationsOfRound(timed, { most: 5, least: 1 });
  return {
    async round({ count: counted }) {
      if (counted !== 'loads') return { value: (await timed(stampedes)) / stampedes / callers };
      const loads = count.loads;
      await stampede();
      return { value: count.loads - loads };
    },
  };
}

const loaded = { id: 1 };
