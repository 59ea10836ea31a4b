import type { Budget } from '../store/budget.js';

/** How far a value may travel. */
export type Scope = 'container' | 'tenant' | 'invocation';

/** Turns values into bytes and back, in place of V8's own format. */
export interface ValueCodec {
  /** What the bytes are known by; those of another id are refused. */
  readonly id: string;
  /** The bytes of a value, at once; what it throws keeps the value out of the store. */
  encode(value: unknown): Uint8Array;
  /** The value of such bytes; what it throws makes them a miss. */
  decode(bytes: Uint8Array): unknown;
}

/** What a feature may settle once and for all. Times in milliseconds. */
export interface Facts {
  /** Most entries of the method. */
  readonly max: number;
  /** Most bytes that the entries weigh together; `Infinity` for no bound. */
  readonly maxBytes: number;
  /** Entries are weighed: the details of each say what it weighs. */
  readonly isWeighed: boolean;
  /** What bounds the entries of several methods. */
  readonly budget: Budget | undefined;
  /** What the budget counts of each entry beside what its value weighs. */
  readonly bytesOfEntry: number;
  /** All instances of one concrete class share entries. */
  readonly isPerClass: boolean;
  readonly scope: Scope;
  /**
   * How long past its ttl an entry is served while it is loaded anew; 0 for not at all. This and the next
   * are for entries that have no windows of their own.
   */
  readonly staleWhileRevalidate: number;
  /** How long past its ttl an entry is served when it cannot be loaded; 0 for not at all. */
  readonly staleIfError: number;
  /** How long a caller waits for a load; `Infinity` for any time. */
  readonly timeout: number;
  /** The tags of the method's entries; `'later'` where values have tags of their own. */
  readonly tags: readonly string[] | 'later' | undefined;
  /** An option is a function that takes the arguments of a call. */
  readonly asksArguments: boolean;
  /** How long an entry may go unread; 0 for any time. */
  readonly maxIdle: number;
  /** Keyed hashes stand for the keys. */
  readonly hashesKeys: boolean;
  /** The option that shares values with other containers, as a tier behind the cache reads it. */
  readonly shared: string | object | undefined;
}
