import type { Policy } from './member-plan.js';

/**
 * What to do with an entry past its ttl: serve it and load it anew behind the caller's back, load it and serve it if that fails,
 * serve it without a try (the last one failed just now), or let it go.
 */
export type Verdict = 'revalidate' | 'try' | 'serve' | 'expire';

/** The verdict on an entry that has been stale for so many milliseconds; `NaN` is for one whose age nobody can tell. */
export function verdictOn(policy: Policy, staleMs: number, isPaused: boolean): Verdict {
  if (staleMs < policy.staleWhileRevalidate) return isPaused ? 'serve' : 'revalidate';
  if (staleMs < policy.staleIfError) return isPaused ? 'serve' : 'try';
  return 'expire';
}

/** How long past their ttl entries are of use. */
export function staleWindow({ staleWhileRevalidate, staleIfError }: Policy): number {
  return Math.max(staleWhileRevalidate, staleIfError);
}
