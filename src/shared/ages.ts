import type { Envelope } from './envelope.js';

/** Milliseconds by which a value may seem to come from the future where only the clocks tell its age. */
const MOST_AHEAD_MS = 1_000;

/** Milliseconds by which two clocks may differ without anybody being told. */
const MOST_SKEW_MS = 5_000;

/** How long a value is of use: moments by this container's wall clock. */
export interface Lifespan {
  /** Until when it is fresh. */
  readonly freshUntil: number;
  /** The clocks differ so much that somebody should know. */
  readonly isSkewed: boolean;
}

/**
 * Until when a value is fresh that was asked for at some time, and of which the store says how long it keeps
 * it: by the older of its two ages. Undefined where nobody can tell.
 */
export function lifespanOf(
  { at, ttl, stale }: Envelope,
  askedAt: number,
  leftMs: number | undefined,
): Lifespan | undefined {
  const byClocks = askedAt - at;
  if (leftMs === undefined && byClocks < -MOST_AHEAD_MS) return undefined;
  const byStore = leftMs === undefined ? 0 : ttl + stale - leftMs;
  const age = Math.max(byClocks, byStore, 0);
  const isSkewed = leftMs !== undefined && Math.abs(byClocks - byStore) > MOST_SKEW_MS;
  return { freshUntil: askedAt + ttl - age, isSkewed };
}
