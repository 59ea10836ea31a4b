import type { ClientFacts } from './client-facts.js';
import type { Singleton } from './singleton.js';

/** The clients of one keyed member, as their container knows them. */
export interface Family {
  readonly client: ClientFacts;
  /** Most clients that are kept. */
  readonly max: number;
  /** How often one had to make room for another. */
  readonly evictions: number;
  /** True where the factory is an async function. */
  readonly isAsync: boolean;
  /** Begins with no client there; gives what brings back those that were. */
  setAside(): () => void;
  /** The clients that are kept. */
  kept(): readonly Singleton[];
  /** What to invalidate where an error may be the fault of one of them. */
  blamed(): readonly Singleton[];
}
