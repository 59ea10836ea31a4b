import type { Clock } from './clock.js';
import type { CacheCounters } from './counters.js';
import { isFresh, type Slot } from './entry.js';
import { prune } from './key-path.js';
import { type Partition, Partitions } from './partition.js';
import { EntryStore } from './store.js';

/** The entries of one method: kept in their owners' partitions, bounded together. */
export class Entries {
  readonly partitions = new Partitions((slot) => this.#abandon(slot));
  readonly #store: EntryStore;

  constructor(
    max: number,
    private readonly clock: Clock,
    private readonly counters: CacheCounters,
  ) {
    this.#store = new EntryStore(max, (slot) => this.#evicted(slot));
  }

  get size(): number {
    return this.#store.size;
  }

  resize(max: number): void {
    this.#store.resize(max);
  }

  isServable(slot: Slot): boolean {
    return slot.hasEntry && isFresh(slot, this.clock);
  }

  /** Notes a use. */
  touch(slot: Slot): void {
    this.#store.touch(slot);
  }

  write(partition: Partition, slot: Slot, value: unknown, isPromised: boolean, ttl: number): void {
    const now = ttl === Number.POSITIVE_INFINITY ? 0 : this.clock.now();
    // Nobody could read it any more, or nobody could tell when it expires.
    if (!partition.isOwned || !Number.isFinite(now)) {
      prune(slot);
      return;
    }
    partition.write(slot, value);
    slot.writtenAt = now;
    slot.expiresAt = slot.writtenAt + ttl;
    slot.isPromised = isPromised;
    this.#store.add(slot);
  }

  drop(partition: Partition, slot: Slot): void {
    this.#store.remove(slot);
    partition.release(slot);
    prune(slot);
  }

  expire(partition: Partition, slot: Slot): void {
    this.counters.expirations++;
    this.drop(partition, slot);
  }

  /** The values, expired ones included, from the least recently used on. */
  *values(): Generator<unknown> {
    for (const slot of this.#store.leastRecentFirst()) yield slot.home.deref()?.read(slot);
  }

  /** Has every value handed out as a promise from now on. */
  promiseAll(): void {
    for (const slot of this.#store.leastRecentFirst()) slot.isPromised = true;
  }

  /** Drops what belonged to owners that were garbage-collected. */
  dropOrphans(): void {
    for (const slot of [...this.#store.leastRecentFirst()]) if (slot.home.deref() === undefined) this.#abandon(slot);
  }

  #evicted(slot: Slot): void {
    this.counters.evictions++;
    slot.home.deref()?.release(slot);
    slot.index = -1;
    prune(slot);
  }

  /** The owner of a slot was garbage-collected, and its values with it. */
  #abandon(slot: Slot): void {
    this.#store.remove(slot);
    slot.index = -1;
  }
}
