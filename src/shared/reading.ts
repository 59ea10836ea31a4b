import type { StaleWindows } from '../cache/freshness.js';
import type { Details } from '../store/details.js';
import type { Lefts } from './ages.js';
import type { Epoch } from './epochs.js';
import type { Name } from './names.js';
import type { StoredBytes } from './store.js';

/** What the store has of one key, and the epochs that its entry bears. */
export interface Reading {
  /** The number of the question, and when it was sent: by the wall clock, and by the stopwatch. */
  readonly askedAt: number;
  readonly sentAt: number;
  readonly sentAtLap: number;
  /** `G`; empty where there is none. */
  readonly g: string;
  /** `G` as it was known when the question was sent, and so before the epochs. */
  readonly knownG: string | undefined;
  readonly epochs: Map<string, Epoch | undefined>;
  /** What was left of the epochs that were asked for at first. */
  readonly lefts: Lefts;
  readonly value: StoredBytes | undefined;
  readonly lease: StoredBytes | undefined;
}

/** A value of the store that is current, fresh or not. */
export interface Found extends StaleWindows {
  readonly value: unknown;
  /** Until when the value is fresh, by the wall clock. */
  readonly freshUntil: number;
  readonly names: readonly Name[];
  readonly reading: Reading;
}

/** What a found value is served as: fresh, stale, or in place of the loader's error. */
export type Serving = 'fresh' | 'stale' | 'failed';

/** Milliseconds for which a stale value is kept in the container, before it is looked for anew. */
const STALE_MS = 250;

/** Milliseconds for which a stale value is kept in the container where the loader has just failed. */
const FAILED_MS = 1_000;

/**
 * Milliseconds for which a found value is kept in the container, as fresh for `ttl` at most; what is left of
 * its stale windows goes into the details of its entry.
 */
export function keptFor(found: Found, serving: Serving, ttl: number, now: number, details: Details): number {
  const { freshUntil, staleWhileRevalidate, staleIfError } = found;
  if (serving === 'fresh') return Math.min(ttl, freshUntil - now);
  const kept = serving === 'stale' ? STALE_MS : FAILED_MS;
  const spent = now + kept - freshUntil;
  details.staleWhileRevalidate = Math.max(0, staleWhileRevalidate - spent);
  details.staleIfError = Math.max(0, staleIfError - spent);
  return Math.min(kept, freshUntil + Math.max(staleWhileRevalidate, staleIfError) - now);
}
