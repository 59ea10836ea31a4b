/** @import { AsyncAdapter, Scenario } from '../types.d.ts' */
import { operationsOfRound, WARM_AGAIN } from '../harness/calibration.mjs';
import { drawing, freshArguments } from '../harness/keys.mjs';
import { filledAsyncCache } from './filled-cache.mjs';
import { ensure, timeAwaitedPairs, total, UNTIMED_CALLS } from './timed-loops.mjs';

/**
 * Awaited hits in a hot loop: nanoseconds a call.
 * @param {AsyncAdapter} adapter
 * @param {{ size: number }} settings
 * @returns {Promise<Scenario>}
 */
export async function prepare(adapter, { size }) {
  const { call, count } = await filledAsyncCache(adapter, size);
  const draw = drawing(size);

  /** @param {'uniform' | 'zipf'} law */
  const timed = (law) => async (/** @type {number} */ operations, /** @type {number} */ seed) => {
    await timeAwaitedPairs(call, freshArguments('pair', draw(law, seed + 0.5, UNTIMED_CALLS)));
    const ids = draw(law, seed, operations);
    const args = freshArguments('pair', ids);
    const loads = count.loads;
    const { elapsed, sum } = await timeAwaitedPairs(call, args);
    ensure(count.loads === loads, 'every call was a hit');
    ensure(sum === total(ids), 'every call got its own value');
    return elapsed;
  };
  const operations = await operationsOfRound(timed('uniform'));
  await operationsOfRound(timed('zipf'), { warmMs: WARM_AGAIN });
  return {
    async round({ law, seed }) {
      return { value: (await timed(/** @type {'uniform' | 'zipf'} */ (law))(operations, Number(seed))) / operations };
    },
  };
}
