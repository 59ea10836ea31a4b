import type { Flight } from '../cache/flight.js';
import type { Call } from '../cache/plan.js';
import type { Addressee } from './parcel.js';
import type { Subject } from './reader.js';

/** What becomes of those who join a load. */
export interface Joining {
  readonly joined: (call: Call, outcome: unknown) => unknown;
}

/** What one load needs to know. */
export interface LoadTerms extends Subject, Addressee, Joining {
  readonly flight: Flight;
  /** Runs the loader. */
  readonly load: () => PromiseLike<unknown>;
  /** Has the entry loaded anew behind the callers' backs. */
  readonly renew: () => void;
}
