import type { CacheStats } from '../registry/statistics.js';
import { ANSWERED, ASKED, type CacheCounter } from './names.js';

/** The counters that figures are made from; those of several members or containers may be added up first. */
export type Counters = Pick<CacheStats, CacheCounter>;

/** The counters of calls that asked the cache. */
type Asked = Readonly<Record<(typeof ASKED)[number], number>>;

const sum = (counters: Asked, names: readonly (keyof Asked)[]): number =>
  names.reduce((total, name) => total + counters[name], 0);

/** All calls, bypasses included. */
export const callsOf = (counters: Counters): number => sum(counters, ASKED) + counters.bypasses;

/** Hits and stale hits of all calls that asked the cache, from 0 to 1; undefined where none did. */
export function hitRatioOf(counters: Asked): number | undefined {
  const asked = sum(counters, ASKED);
  return asked === 0 ? undefined : sum(counters, ANSWERED) / asked;
}

/** Milliseconds of an average load; undefined where there was none. */
export function averageLoadOf({ loads, loadMs }: Counters): number | undefined {
  return loads === 0 ? undefined : loadMs / loads;
}

/** Calls that the store of the shared tier answered, fresh or stale; 0 without that tier. */
export const fromStoreOf = ({
  sharedHits = 0,
  sharedStale = 0,
}: Pick<CacheStats, 'sharedHits' | 'sharedStale'>): number => sharedHits + sharedStale;

/** Loads that would have run without the cache and did not; below 0 where refreshes were more. */
export const loadsSavedBy = (counters: Counters): number => sum(counters, ASKED) - counters.loads;
