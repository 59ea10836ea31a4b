import type { Details } from '../store/details.js';
import type { Call } from './plan.js';

/** What a tier behind the cache has to do with one load. */
export interface Ticket {
  /** The number of the moment from which its outcome is. */
  readonly askedAt: number;
  /** How long an outcome may be kept here, of which the features say so many milliseconds. */
  judge(load: { details: Details | undefined }, ttl: number): number;
  /** A stale value that may be given in place of what is late, as `[value]`. */
  readonly standIn: [value: unknown] | undefined;
  /** What a caller gets who has joined its load, and may belong to a later invocation. */
  joined(call: Call, outcome: unknown): unknown;
  /** Told that its load was dealt with, and whether the outcome is kept. */
  close(isKept: boolean): void;
}
