import { LRUCache } from 'lru-cache';
import type { Slot } from './entry.js';

/** Room made at first; lru-cache sets aside memory for all of its bound at once. */
const FIRST_CAPACITY = 64;

/** The bounded order of use of one method's entries; the only room that knows lru-cache. */
export class EntryStore {
  #order: LRUCache<Slot, true>;

  /** `onEvicted` is told each slot that had to give way. */
  constructor(
    private max: number,
    private readonly onEvicted: (slot: Slot) => void,
  ) {
    this.#order = this.#bounded(Math.min(max, FIRST_CAPACITY));
  }

  get size(): number {
    return this.#order.size;
  }

  /** Notes a use. */
  touch(slot: Slot): void {
    this.#order.get(slot);
  }

  /** Adds a slot as the most recently used one; the least recently used goes first where there is no room. */
  add(slot: Slot): void {
    const capacity = this.#order.max;
    if (this.#order.size === capacity && capacity < this.max && !this.#order.has(slot)) this.#rebuild(Math.min(this.max, capacity * 4));
    this.#order.set(slot, true);
  }

  remove(slot: Slot): void {
    this.#order.delete(slot);
  }

  /** Changes the bound, keeping the most recently used. */
  resize(max: number): void {
    this.max = max;
    if (this.#order.max > max) this.#rebuild(max);
  }

  leastRecentFirst(): Iterable<Slot> {
    return this.#order.rkeys();
  }

  #rebuild(capacity: number): void {
    const slots = [...this.leastRecentFirst()];
    this.#order = this.#bounded(capacity);
    for (const slot of slots) this.#order.set(slot, true);
  }

  #bounded(max: number): LRUCache<Slot, true> {
    return new LRUCache<Slot, true>({
      max,
      dispose: (_value, slot, reason) => {
        if (reason === 'evict') this.onEvicted(slot);
      },
    });
  }
}
