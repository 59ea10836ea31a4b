/** @import { Arity, Scenario, SyncAdapter } from '../types.d.ts' */
import { operationsOfRound, WARM_AGAIN } from '../harness/calibration.mjs';
import { drawing, freshArguments } from '../harness/keys.mjs';
import { filledCache } from './filled-cache.mjs';
import { ensure, timeOnes, timePairs, total, UNTIMED_CALLS } from './timed-loops.mjs';

/**
 * Hits in a hot loop: nanoseconds a call.
 * @param {SyncAdapter} adapter
 * @param {{ arity: Arity, size: number, isUniformOnly?: boolean }} settings
 * @returns {Promise<Scenario>}
 */
export async function prepare(adapter, { arity, size, isUniformOnly = false }) {
  const { call, count } = await filledCache(adapter, { arity, size });
  const draw = drawing(size);
  const time = arity === 'one' ? timeOnes : timePairs;

  /** @param {'uniform' | 'zipf'} law */
  const timed = (law) => (/** @type {number} */ operations, /** @type {number} */ seed) => {
    time(call, freshArguments(arity, draw(law, seed + 0.5, UNTIMED_CALLS)));
    const ids = draw(law, seed, operations);
    const args = freshArguments(arity, ids);
    const loads = count.loads;
    const { elapsed, sum } = time(call, args);
    ensure(count.loads === loads, 'every call was a hit');
    ensure(sum === total(ids), 'every call got its own value');
    return elapsed;
  };
  const operations = await operationsOfRound(timed('uniform'));
  if (!isUniformOnly) await operationsOfRound(timed('zipf'), { warmMs: WARM_AGAIN });
  return {
    round: ({ law, seed }) => ({ value: timed(/** @type {'uniform' | 'zipf'} */ (law))(operations, Number(seed)) / operations }),
  };
}
