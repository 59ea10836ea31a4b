/** @import { HandlerAdapter, Scenario } from '../types.d.ts' */
import { drawing, freshArguments, idOf } from '../harness/keys.mjs';
import { countedWork } from './filled-cache.mjs';
import { ensure, total } from './timed-loops.mjs';

const CALLS_AN_INVOCATION = 32;
const CALLS_A_ROUND = 4_096;
const WARM_ROUNDS = 6;

/**
 * Awaited hits inside invocations that run at once: nanoseconds a call, the invocation's share included.
 * @param {HandlerAdapter} adapter
 * @param {{ size: number }} settings
 * @returns {Promise<Scenario>}
 */
export async function prepare(adapter, { size }) {
  const { work, count } = countedWork('pair', size, async (user, param) => ({ id: idOf(user, param) }));
  const handle = await adapter(work);
  for (let id = 0; id < size; id++) await handle(freshArguments('pair', [id]));
  const draw = drawing(size);

  /**
   * @param {number} concurrent
   * @param {number} seed
   */
  const time = async (concurrent, seed) => {
    const ids = draw('uniform', seed, CALLS_A_ROUND);
    const args = freshArguments('pair', ids);
    const events = Array.from({ length: CALLS_A_ROUND / CALLS_AN_INVOCATION }, (_, index) =>
      args.slice(index * CALLS_AN_INVOCATION * 2, (index + 1) * CALLS_AN_INVOCATION * 2),
    );
    const loads = count.loads;
    let sum = 0;
    const startedAt = process.hrtime.bigint();
    for (let start = 0; start < events.length; start += concurrent) {
      for (const part of await Promise.all(events.slice(start, start + concurrent).map((event) => handle(event)))) sum += part;
    }
    const elapsed = Number(process.hrtime.bigint() - startedAt);
    ensure(count.loads === loads && sum === total(ids), 'every call was a hit');
    return elapsed / CALLS_A_ROUND;
  };
  for (const concurrent of [1, 4, 16, 64]) for (let round = 0; round < WARM_ROUNDS; round++) await time(concurrent, -round);
  return { round: async ({ concurrent, seed }) => ({ value: await time(Number(concurrent), Number(seed)) }) };
}
