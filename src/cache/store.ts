import { LRUCache } from 'lru-cache';
import type { Slot } from './entry.js';

/** The bounded order of use of one method's entries; the only room that knows lru-cache. */
export class EntryStore {
  #order: LRUCache<Slot, true>;

  /** `onEvicted` is told each slot that had to give way. */
  constructor(
    max: number,
    private readonly onEvicted: (slot: Slot) => void,
  ) {
    this.#order = this.#bounded(max);
  }

  get max(): number {
    return this.#order.max;
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
    this.#order.set(slot, true);
  }

  remove(slot: Slot): void {
    this.#order.delete(slot);
  }

  /** Changes the bound, keeping the most recently used. */
  resize(max: number): void {
    if (max === this.max) return;
    const slots = [...this.leastRecentFirst()];
    this.#order = this.#bounded(max);
    for (const slot of slots) this.add(slot);
  }

  leastRecentFirst(): Iterable<Slot> {
    return this.#order.rkeys();
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
