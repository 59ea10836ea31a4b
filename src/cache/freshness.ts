import type { Entry } from '../store/entry.js';
import type { Facts } from './facts.js';

/**
 * What to do with an entry that is not fresh: serve it and load it anew behind the caller's back, load it and
 * serve it if that fails, serve it without a try (the last one failed just now), or let it go.
 */
export type StaleDecision = 'revalidate' | 'try' | 'serve' | 'expire';

/** How long past its ttl an entry is served, in milliseconds; 0 for not at all. */
export type StaleWindows = Pick<Facts, 'staleWhileRevalidate' | 'staleIfError'>;

/** The stale windows of an entry: its own where its value was asked for them, else those of its method. */
export function windowsOf({ details }: Pick<Entry, 'details'>, plan: StaleWindows): StaleWindows {
  if (details === undefined) return plan;
  return {
    staleWhileRevalidate: details.staleWhileRevalidate ?? plan.staleWhileRevalidate,
    staleIfError: details.staleIfError ?? plan.staleIfError,
  };
}

/** How long past its ttl an entry is of any use, in milliseconds. */
export function longestWindow(entry: Entry, plan: StaleWindows): number {
  const { staleWhileRevalidate, staleIfError } = windowsOf(entry, plan);
  return Math.max(staleWhileRevalidate, staleIfError);
}

/**
 * What to do with an entry whose ttl ended so many milliseconds ago (less than 0: it will, but nobody has
 * read the entry for too long); `NaN` is for one whose age nobody can tell, or that has no ttl.
 */
export function staleDecision(
  { staleWhileRevalidate, staleIfError }: StaleWindows,
  staleMs: number,
  isPaused: boolean,
): StaleDecision {
  const isWithin = (window: number): boolean => window > 0 && staleMs < window;
  if (isWithin(staleWhileRevalidate)) return isPaused ? 'serve' : 'revalidate';
  if (isWithin(staleIfError)) return isPaused ? 'serve' : 'try';
  return 'expire';
}
