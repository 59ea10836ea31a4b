import type { Wait } from '../cache/wait-graph.js';

/** A build that has begun. */
export interface Build {
  readonly wait: Wait;
  /** Undefined while the factory has not returned. */
  pending: Promise<unknown> | undefined;
  /** Somebody waits for it who would see it fail. */
  hasReader: boolean;
}

/** What there is of a client at the moment: it can go from one record to the next, a build under way included. */
export class ClientState {
  readonly counters = { builds: 0, buildMs: 0, disposals: 0 };
  /** What readers get, and the settled instance. */
  kept: { readonly value: unknown; readonly instance: unknown } | undefined;
  building: Build | undefined;
  builtAt = 0;
  usedAt = 0;
  /** Read since `usedAt` was last brought up to date, so that a read itself need not look at the clock. */
  wasRead = false;
  /** Its place in the order of creation; disposal goes the other way. */
  turn = 0;

  /** `owner` is the record that answers for it now. */
  constructor(public owner: object) {}
}
