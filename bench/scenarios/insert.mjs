/** @import { Scenario, SyncAdapter } from '../types.d.ts' */
import { operationsOfRound, WARM_AGAIN } from '../harness/calibration.mjs';
import { drawing, PARAMS, paramText, userText } from '../harness/keys.mjs';
import { countedWork } from './filled-cache.mjs';
import { ensure, timePairs, UNTIMED_CALLS } from './timed-loops.mjs';

const USERS = 1_000;

/**
 * Misses of a full cache, each of which inserts an entry and evicts another: nanoseconds a call.
 * `distinct`: every first key part is new. `zipf`: first parts are those of 1,000 users, second parts are new.
 * @param {SyncAdapter} adapter
 * @param {{ max: number }} settings
 * @returns {Promise<Scenario>}
 */
export async function prepare(adapter, { max }) {
  const { work, count } = countedWork('pair', max, () => loaded);
  const call = await adapter(work);
  const draw = drawing(USERS);
  let serial = USERS;

  /**
   * @param {'distinct' | 'zipf'} law
   * @param {number} operations
   * @param {number} seed
   */
  const newArguments = (law, operations, seed) => {
    const users = law === 'zipf' ? draw('zipf', seed, operations) : undefined;
    const texts = Array.from({ length: operations }, (_, index) => {
      serial++;
      if (users === undefined) return `"${userText(serial)}","${paramText(serial % PARAMS)}"`;
      return `"${userText(Number(users[index]))}","order-${serial}"`;
    });
    return JSON.parse(`[${texts.join(',')}]`);
  };

  /** @param {'distinct' | 'zipf'} law */
  const timed = (law) => (/** @type {number} */ operations, /** @type {number} */ seed) => {
    timePairs(call, newArguments(law, UNTIMED_CALLS, seed + 0.5));
    const args = newArguments(law, operations, seed);
    const loads = count.loads;
    const { elapsed, sum } = timePairs(call, args);
    ensure(count.loads === loads + operations, 'every call was a miss');
    ensure(sum === operations, 'every call got a value');
    return elapsed;
  };
  const operations = await operationsOfRound(timed('distinct'), { most: 4_000 });
  await operationsOfRound(timed('zipf'), { most: 4_000, warmMs: WARM_AGAIN });
  return {
    round: ({ law, seed }) => ({ value: timed(/** @type {'distinct' | 'zipf'} */ (law))(operations, Number(seed)) / operations }),
  };
}

const loaded = { id: 1 };
