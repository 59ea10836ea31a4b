import type { Generation } from './generation.js';

/** The record that answers for a client, with what its readers get. */
export interface Keeper {
  kept: Generation | undefined;
}

/** What there is of a client beside what is kept: it can go from one record to the next, a build under way included. */
export class ClientState {
  readonly counters = { builds: 0, buildMs: 0, disposals: 0 };
  building: Generation | undefined;
  /** Replaced ones that invocations begun before still read, oldest first. */
  readonly pinned: Generation[] = [];

  /** `owner` is the record that answers for it now. */
  constructor(public owner: Keeper) {}
}
