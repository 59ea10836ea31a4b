import type { Facts } from './plan.js';

/**
 * What to do with an entry past its ttl: serve it and load it anew behind the caller's back, load it and
 * serve it if that fails, serve it without a try (the last one failed just now), or let it go.
 */
export type StaleDecision = 'revalidate' | 'try' | 'serve' | 'expire';

/**
 * What to do with an entry that has been stale for so many milliseconds; `NaN` is for one whose age nobody
 * can tell.
 */
export function staleDecision(
  { staleWhileRevalidate, staleIfError }: Pick<Facts, 'staleWhileRevalidate' | 'staleIfError'>,
  staleMs: number,
  isPaused: boolean,
): StaleDecision {
  if (staleMs < staleWhileRevalidate) return isPaused ? 'serve' : 'revalidate';
  if (staleMs < staleIfError) return isPaused ? 'serve' : 'try';
  return 'expire';
}
