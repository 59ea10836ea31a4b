/** A value as a store gives it back. */
export interface StoredBytes {
  /** The bytes that were set, none more and none less. */
  readonly value: Uint8Array;
  /**
   * Milliseconds until the store drops it, by the STORE's clock; undefined where the engine cannot tell.
   * With it the age of a value is known whatever the clocks of two containers show.
   */
  readonly leftMs?: number | undefined;
}

/** One thing that a store is told to do: keep bytes for some milliseconds, or drop a key. */
export type SharedChange =
  | { readonly set: string; readonly value: Uint8Array; readonly ttlMs: number }
  | { readonly delete: string };

/**
 * What the shared tier asks of an engine: the outermost wall of `sharedTier(store)`. Four methods, each
 * one round trip for any number of keys; `redisStore`, `dynamoStore` and `keyvStore` are such stores.
 *
 * A store of one's own keeps these promises:
 *
 * - **Bytes.** Any bytes come back as they were set: all 256 of them, none at all, a megabyte.
 * - **Keys** are ASCII without white space, up to a few hundred characters. `ttlMs` is a whole number of 1 or
 *   more; a value is never given back once its ttl has passed by the store's clock, and may be lost earlier.
 * - **Acknowledged.** What `apply` or `add` has resolved for is seen by each `get` that begins later,
 *   anywhere: reads go to where the writes went, not to a replica that lags behind.
 * - **Order.** Changes of one key take effect in the order of the list; those of different keys in any order.
 *   Who needs an order among keys awaits one `apply` before the next.
 * - **Errors.** A call rejects, with anything, when any part of it failed; other parts may have taken effect.
 *   Nothing is retried for long, and nothing has a time limit of its own: the tier waits as long as its
 *   `timeout` says, and counts a rejection as "the store is out of reach" at once. A call that is never
 *   answered may stay pending for good, and a write that arrives late does no harm.
 * - **A lost connection** is a rejection only where it does not come back: a store whose client connects anew
 *   by itself waits for that, asks once more, and rejects as soon as a new connection is refused. An `apply`
 *   is not asked once more: where it may have taken effect twice, at two moments, it rejects when the
 *   connection is back, and the tier puts it anew. An old invalidation that came back would undo others.
 * - **Too large.** A value that the engine can never take is refused before anything of that call is written,
 *   with a {@link ValueTooLargeError} or any error with its `code`: it says nothing about the store's health.
 *
 * Calls overlap. The bytes of an argument are not changed after the call; those of an answer are the tier's.
 * @example
 * // Values in the memory of one process: of use in tests.
 * class MapStore implements SharedStore {
 *   readonly #entries = new Map<string, { value: Uint8Array; until: number }>();
 *   constructor(private readonly now: () => number) {}
 *   async get(keys: readonly string[]) {
 *     return keys.map((key) => this.#find(key));
 *   }
 *   async apply(changes: readonly SharedChange[]) {
 *     for (const change of changes) {
 *       if ('delete' in change) this.#entries.delete(change.delete);
 *       else this.#set(change.set, change.value, change.ttlMs);
 *     }
 *   }
 *   async add(key: string, value: Uint8Array, ttlMs: number) {
 *     const isFree = this.#find(key) === undefined;
 *     if (isFree) this.#set(key, value, ttlMs);
 *     return isFree;
 *   }
 *   #find(key: string): StoredBytes | undefined {
 *     const entry = this.#entries.get(key);
 *     const leftMs = (entry?.until ?? 0) - this.now();
 *     return entry === undefined || leftMs <= 0 ? undefined : { value: entry.value, leftMs };
 *   }
 *   #set(key: string, value: Uint8Array, ttlMs: number) {
 *     this.#entries.set(key, { value, until: this.now() + ttlMs });
 *   }
 * }
 */
export interface SharedStore {
  /** The values of keys, in their order; undefined for those that are not there or have expired. */
  get(keys: readonly string[]): Promise<readonly (StoredBytes | undefined)[]>;
  /** Makes changes; resolves when the store has acknowledged them all. */
  apply(changes: readonly SharedChange[]): Promise<void>;
  /**
   * Keeps bytes where the key holds none or expired ones, in one atomic step: true for one caller alone. The
   * bytes are random, so a store may say true where the key holds these very bytes: the caller's, from a
   * question whose answer was lost. Not there: the tier takes no leases, so each container loads by itself,
   * which it says once, also what was set or refreshed in an invocation before.
   */
  add?(key: string, value: Uint8Array, ttlMs: number): Promise<boolean>;
  /**
   * Gives up sockets that may be dead, as after a freeze: the next call uses a new one. Calls that are under
   * way may reject. Never throws. Not there: nothing is given up.
   */
  reset?(): void;
}
