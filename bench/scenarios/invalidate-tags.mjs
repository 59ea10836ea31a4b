/** @import { Scenario, TagsAdapter } from '../types.d.ts' */
import { ensure } from './timed-loops.mjs';

const ENTRIES = 10_000;
const GROUP = 100;

/**
 * Invalidation of a tag that 1, 100 or 10,000 of 10,000 entries have, and a call of one of them that has to load again: microseconds in all.
 * The others are loaded again untimed; or timed as well, where `reads` says so: who only notes the time of an invalidation pays there.
 * @param {TagsAdapter} adapter
 * @returns {Promise<Scenario>}
 */
export async function prepare(adapter) {
  let loads = 0;
  const { call, invalidate } = await adapter({
    max: ENTRIES,
    load: async (id) => {
      loads++;
      return { id };
    },
    tagsOf: (id) => [`one:${id}`, `group:${Math.floor(id / GROUP)}`, 'all'],
  });
  const fill = async (/** @type {number} */ from, /** @type {number} */ count) => {
    for (let id = from; id < from + count; id++) await call(id);
  };
  await fill(0, ENTRIES);
  const timed = async (/** @type {string} */ tag, /** @type {number} */ first, /** @type {number} */ count, reads = 1) => {
    await fill(first, count);
    const before = loads;
    const startedAt = process.hrtime.bigint();
    await invalidate(tag);
    await fill(first, reads);
    const elapsed = Number(process.hrtime.bigint() - startedAt) / 1_000;
    ensure(loads > before, 'the entry was loaded again');
    // More often than once by who tells the order of a load and an invalidation by milliseconds.
    await fill(first, count);
    ensure(loads >= before + count, 'so was every other');
    return elapsed;
  };
  return {
    round: async ({ count, seed, reads }) => {
      const start = Math.floor(Number(seed) * 7_919) % ENTRIES;
      if (count === 1) return { value: await timed(`one:${start}`, start, 1) };
      if (count === GROUP) return { value: await timed(`group:${Math.floor(start / GROUP)}`, start - (start % GROUP), GROUP) };
      return { value: await timed('all', 0, ENTRIES, reads === 'all' ? ENTRIES : 1) };
    },
  };
}
