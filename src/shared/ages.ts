import type { Moment } from '../util/clock.js';
import type { Envelope } from './envelope.js';
import type { Name } from './names.js';

/** Milliseconds by which a value may seem to come from the future where only the clocks tell its age. */
const MOST_AHEAD_MS = 1_000;

/** Milliseconds by which two clocks may differ without anybody being told. */
const MOST_SKEW_MS = 5_000;

/** How long a value is of use: moments by this container's wall clock. */
interface Lifespan {
  /** Until when the value is fresh. */
  readonly freshUntil: number;
  /** The clocks differ so much that somebody should know. */
  readonly isSkewed: boolean;
}

/** What the store has left, in milliseconds: its own clock, seen from outside. */
export type Lefts = ReadonlyMap<string, number>;

/** What a store said when it was asked for a value. */
interface Told {
  /** When it was asked, by the wall clock. */
  readonly sentAt: number;
  /** What is left of the value; undefined where the engine cannot tell. */
  readonly leftMs: number | undefined;
  /** What is left of epochs that it bears, by their names in the store. */
  readonly lefts: Lefts;
}

/**
 * Until when a value is fresh that bears epochs with these names: by the oldest of its ages. Undefined where
 * nobody can tell.
 */
export function lifespanOf(
  envelope: Envelope,
  names: readonly Name[],
  { sentAt: askedAt, leftMs, lefts }: Told,
): Lifespan | undefined {
  const { at, ttl, stale } = envelope;
  const byClocks = askedAt - at;
  if (leftMs === undefined && byClocks < -MOST_AHEAD_MS) return undefined;
  const byStore = Math.max(leftMs === undefined ? 0 : ttl + stale - leftMs, lossOf(envelope, names, lefts));
  const age = Math.max(byClocks, byStore, 0);
  const isSkewed = leftMs !== undefined && Math.abs(byClocks - byStore) > MOST_SKEW_MS;
  return { freshUntil: askedAt + ttl - age, isSkewed };
}

/** The most that an epoch has lost since the load began, however late its value came: docs/decisions/0111. */
function lossOf({ epochs }: Envelope, names: readonly Name[], lefts: Lefts): number {
  const before = new Map(epochs.map(([short, , leftMs]) => [short, leftMs]));
  const losses = names.map(([short, stored]) => Number(before.get(short)) - Number(lefts.get(stored)));
  return Math.max(0, ...losses.filter(Number.isFinite));
}

/** Milliseconds between two moments of one process: by the clock that shows more. */
export function passed(from: Moment, to: Moment): number {
  return Math.max(0, to.wall - from.wall, to.monotonic - from.monotonic);
}
