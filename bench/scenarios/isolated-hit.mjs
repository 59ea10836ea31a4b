/** @import { Scenario, SyncAdapter } from '../types.d.ts' */
import { setTimeout as idle } from 'node:timers/promises';
import { drawing, freshArguments } from '../harness/keys.mjs';
import { spread } from '../harness/statistics.mjs';
import { filledCache } from './filled-cache.mjs';
import { ensure, timeOne } from './timed-loops.mjs';

const IDLE_MS = 3;
const WARM_CALLS = 20_000;

/**
 * One hit in an invocation that comes after a pause: nanoseconds, the median of a round's samples.
 * @param {SyncAdapter} adapter
 * @param {{ size: number }} settings
 * @returns {Promise<Scenario>}
 */
export async function prepare(adapter, { size }) {
  const { call, count } = await filledCache(adapter, { arity: 'pair', size });
  const draw = drawing(size);
  const loadsOfFilling = count.loads;

  /** @param {number} id */
  const sample = (id) => {
    const [user, param] = /** @type {[string, string]} */ (freshArguments('pair', [id]));
    const { elapsed, sum } = timeOne(call, user, param);
    ensure(sum === id && count.loads === loadsOfFilling, 'the call was a hit');
    return elapsed;
  };
  for (const id of draw('uniform', -1, WARM_CALLS)) sample(id);
  return {
    async round({ law, seed, samples }) {
      const times = [];
      for (const id of draw(/** @type {'uniform' | 'zipf'} */ (law), Number(seed), Number(samples))) {
        await idle(IDLE_MS);
        times.push(sample(id));
      }
      return { value: spread(times)?.median ?? Number.NaN };
    },
  };
}
