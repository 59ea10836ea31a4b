import type { Entry } from './entry.js';

/** So many uses may wait to be put in order, and so many removed entries to be let go of, whatever the size. */
const LEAST_NOTED = 64;

/**
 * The entries of one partition in the order of use. A use only leaves its number, and a removal nothing at all: the line is put right
 * when that pays, or when somebody asks for the order, so that neither has neighbours to relink.
 */
export class Recency {
  size = 0;
  /** The line: entries in the order of their uses, each linked to the next; among them some that were used or removed since. */
  #oldest: Entry | undefined;
  #newest: Entry | undefined;
  /** Entries used or added since the line was last put right, and some that were removed since: each used later than all in the line. */
  #noted: Entry[] = [];
  /** Removals since then. */
  #removed = 0;

  /** Notes a use by its number: higher than any before in this method, so that entries of different owners can be compared. */
  touch(entry: Entry, use: number): void {
    if (!entry.isNoted) {
      if (entry.stamp === 0) return;
      if (this.#isFull) this.#putRight();
      this.#noted.push(entry);
    }
    entry.stamp = use;
  }

  /** Adds an entry as the most recently used one. */
  add(entry: Entry, use: number): void {
    if (this.#isFull) this.#putRight();
    if (this.#noted.length === 0 && !this.#isInLine(entry)) {
      entry.stamp = -use;
      this.#append(entry);
    } else {
      entry.stamp = use;
      this.#noted.push(entry);
    }
    this.size++;
  }

  remove(entry: Entry): void {
    entry.stamp = 0;
    this.size--;
    this.#removed++;
    if (this.#removed >= LEAST_NOTED && this.#removed > 2 * this.size) this.#putRight();
  }

  /** The least recently used entry. */
  oldest(): Entry | undefined {
    this.#skip();
    if (this.#oldest !== undefined || this.#noted.length === 0) return this.#oldest;
    this.#putRight();
    return this.#oldest;
  }

  /** The entries, the least recently used first; the one at hand may be removed meanwhile. */
  *[Symbol.iterator](): Generator<Entry> {
    if (this.#noted.length + this.#removed > 0) this.#putRight();
    let entry = this.#oldest;
    while (entry !== undefined) {
      const { newer }: Entry = entry;
      if (entry.stamp !== 0) yield entry;
      entry = newer;
    }
  }

  /** So many are noted that most of them must have gone. */
  get #isFull(): boolean {
    return this.#noted.length >= LEAST_NOTED && this.#noted.length > 2 * this.size;
  }

  #isInLine(entry: Entry): boolean {
    return entry.newer !== undefined || entry === this.#newest;
  }

  /** Takes out of the line what stands before the first entry that is in its place. */
  #skip(): void {
    while (this.#oldest !== undefined && this.#oldest.stamp >= 0) {
      const { newer, stamp } = this.#oldest;
      if (stamp === 0) this.#removed--;
      this.#oldest.newer = undefined;
      this.#oldest = newer;
    }
    if (this.#oldest === undefined) this.#newest = undefined;
  }

  /** Makes the line the whole order. Hits come here, so a stack overflow must leave a line that is as good as before. */
  #putRight(): void {
    const noted = this.#noted;
    if (noted.length > 1) noted.sort((one, other) => one.stamp - other.stamp);
    // Nothing is called from here on.
    let oldest: Entry | undefined;
    let newest: Entry | undefined;
    for (let entry = this.#oldest, newer: Entry | undefined; entry !== undefined; entry = newer) {
      newer = entry.newer;
      entry.newer = undefined;
      if (entry.stamp >= 0) continue;
      if (newest === undefined) oldest = entry;
      else newest.newer = entry;
      newest = entry;
    }
    for (let index = 0; index < noted.length; index++) {
      const entry = noted[index] as Entry;
      // It is listed twice, or was removed.
      if (entry.stamp <= 0) continue;
      entry.stamp = -entry.stamp;
      if (newest === undefined) oldest = entry;
      else newest.newer = entry;
      newest = entry;
    }
    this.#oldest = oldest;
    this.#newest = newest;
    this.#noted = [];
    this.#removed = 0;
  }

  #append(entry: Entry): void {
    if (this.#newest === undefined) this.#oldest = entry;
    else this.#newest.newer = entry;
    this.#newest = entry;
  }
}
