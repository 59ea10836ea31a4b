import { refused } from './check-stats.js';
import { hitRatioOf } from './figures.js';
import { ASKED } from './names.js';

/** The counters of a row of statistics that say how many calls were answered at once. */
export type HitCounts = Readonly<Record<(typeof ASKED)[number], number>>;

const ROWS = 'a row of registry.stats().caches, or several';

/**
 * The share of calls that a cache answered at once, from 0 to 1: hits and stale hits among all calls but
 * bypasses. Of one row of `registry.stats().caches`, or of several together; undefined where there was no
 * such call. Throws InvalidOptionError for what is no row.
 * @example
 * const { caches } = registry.stats();
 * console.log(hitRatio(caches), caches.map((row) => [row.name, hitRatio(row)]));
 */
export function hitRatio(counts: HitCounts | readonly HitCounts[]): number | undefined {
  const total = { hits: 0, staleHits: 0, misses: 0, joins: 0 };
  for (const row of [counts].flat())
    for (const name of ASKED) {
      if (typeof Object(row)[name] !== 'number') throw refused('hitRatio takes rows', row, ROWS);
      total[name] += row[name];
    }
  return hitRatioOf(total);
}
