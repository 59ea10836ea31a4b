import type { Entry } from './entry.js';

/** So many uses may wait to be put in order whatever the size. */
const LEAST_NOTED = 64;

/**
 * The entries of one partition in the order of use. A use only leaves its number; the order is brought up to date when somebody
 * asks for it, so that a hit moves nothing.
 */
export class Recency {
  size = 0;
  #newest: Entry | undefined;
  #oldest: Entry | undefined;
  /** Entries used since the order was last brought up to date, and some that have left it since. */
  #noted: Entry[] = [];

  /** Notes a use by its number: higher than any before in this method, so that entries of different owners can be compared. */
  touch(entry: Entry, use: number): void {
    if (!entry.isNoted) {
      if (entry.stamp === 0) return;
      if (this.#isFull) this.#update();
      this.#noted.push(entry);
    }
    entry.stamp = use;
  }

  /** Adds an entry as the most recently used one. */
  add(entry: Entry, use: number): void {
    if (this.#isFull) this.#update();
    this.#link(entry);
    this.size++;
    if (this.#noted.length === 0) entry.stamp = -use;
    else {
      this.#noted.push(entry);
      entry.stamp = use;
    }
  }

  remove(entry: Entry): void {
    this.#unlink(entry);
    entry.stamp = 0;
    this.size--;
  }

  /** The least recently used entry. */
  oldest(): Entry | undefined {
    this.#update();
    return this.#oldest;
  }

  /** The entries, the least recently used first; the one at hand may be removed meanwhile. */
  *[Symbol.iterator](): Generator<Entry> {
    let entry = this.oldest();
    while (entry !== undefined) {
      const { newer } = entry;
      yield entry;
      entry = newer;
    }
  }

  /** So many are noted that most of them must have gone. */
  get #isFull(): boolean {
    return this.#noted.length >= LEAST_NOTED && this.#noted.length > 2 * this.size;
  }

  #update(): void {
    if (this.#noted.length === 0) return;
    const noted = this.#noted;
    this.#noted = [];
    if (noted.length > 1) noted.sort((one, other) => one.stamp - other.stamp);
    for (const entry of noted) {
      if (!entry.isNoted) continue;
      entry.stamp = -entry.stamp;
      if (entry === this.#newest) continue;
      this.#unlink(entry);
      this.#link(entry);
    }
  }

  #link(entry: Entry): void {
    entry.older = this.#newest;
    if (this.#newest === undefined) this.#oldest = entry;
    else this.#newest.newer = entry;
    this.#newest = entry;
  }

  #unlink(entry: Entry): void {
    const { older, newer } = entry;
    if (older === undefined) this.#oldest = newer;
    else older.newer = newer;
    if (newer === undefined) this.#newest = older;
    else newer.older = older;
    entry.older = undefined;
    entry.newer = undefined;
  }
}
