import { LRUCache } from 'lru-cache';
import type { Slot } from './entry.js';

/** Room made at first; lru-cache sets aside memory for all of its bound at once. */
const FIRST_CAPACITY = 64;

/** The bounded order of use of one method's entries; the only room that knows lru-cache. */
export class EntryStore {
  #order: LRUCache<Slot, true>;
  /** Slots used since the order was last brought up to date, each once. */
  #used: Slot[] = [];
  #uses = 0;

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

  /** Notes a use: a stamp only, the order is brought up to date when somebody needs it. */
  touch(slot: Slot): void {
    if (slot.usedAt === 0) this.#note(slot);
    slot.usedAt = ++this.#uses;
  }

  /** Adds a slot as the most recently used one; the least recently used goes first where there is no room. */
  add(slot: Slot): void {
    if (this.#order.size === this.#order.max && !this.#order.has(slot)) this.#makeRoom();
    this.#order.set(slot, true);
    if (this.#used.length > 0) this.touch(slot);
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
    this.#update();
    return this.#order.rkeys();
  }

  #note(slot: Slot): void {
    if (this.#used.length >= FIRST_CAPACITY && this.#used.length > 2 * this.size) this.#update();
    this.#used.push(slot);
  }

  /** Brings the order up to date with the uses since the last time. */
  #update(): void {
    const used = this.#used.sort((one, other) => one.usedAt - other.usedAt);
    this.#used = [];
    for (const slot of used) {
      slot.usedAt = 0;
      this.#order.get(slot);
    }
  }

  /** The order has to be true before the least recently used slot goes. */
  #makeRoom(): void {
    const capacity = this.#order.max;
    if (capacity < this.max) this.#rebuild(Math.min(this.max, capacity * 4));
    else this.#update();
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
