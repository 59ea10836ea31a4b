import { KeyTree } from '../keys/key-tree.js';
import type { ByTag } from './by-tag.js';
import { type Entry, makeEntry } from './entry.js';
import type { Place } from './place.js';

/**
 * The entries of one owner (an instance, a class, a function), which live only as long as it does: by key,
 * and in the order of use.
 */
export class Partition extends KeyTree<Entry> {
  oldest: Entry | undefined;
  newest: Entry | undefined;
  /** Entries in the tree: those with a value, and those being loaded. */
  held = 0;
  /** True once a call has found nothing here. */
  hasMissed = false;
  /** The entries that have tags. */
  tagged: ByTag<Entry> | undefined;
  #lastCaller: WeakRef<object> | undefined;
  /** Whom the last caller loaded for, where that matters. */
  lastTenant: string | undefined;

  constructor(readonly place: Place) {
    super(makeEntry);
  }

  /** Entries with a value, expired ones included. */
  get size(): number {
    return this.place.count;
  }

  /** False once the owner was garbage-collected: nobody could read another entry. */
  get isOwned(): boolean {
    return this.place.owner !== undefined;
  }

  /** The last `this` that loaded into a partition which it is not the owner of. */
  get lastCaller(): object | undefined {
    return this.#lastCaller?.deref();
  }

  noteCaller(self: unknown, tenantId?: string): void {
    if (typeof self !== 'object' || self === null) return;
    if (this.lastCaller !== self) this.#lastCaller = new WeakRef(self);
    this.lastTenant = tenantId;
  }

  /**
   * Puts an entry behind all others in the order of use. Calls nothing, so that no stack overflow leaves half
   * of it.
   */
  append(entry: Entry): void {
    const { newest } = this;
    entry.older = newest;
    entry.newer = undefined;
    if (newest === undefined) this.oldest = entry;
    else newest.newer = entry;
    this.newest = entry;
  }

  /**
   * Notes a use of an entry that is in the order: it goes behind all others. Calls nothing, as no hit could
   * be put right.
   */
  noteUse(entry: Entry, use: number): void {
    entry.usedAt = use;
    const { older, newer } = entry;
    if (newer === undefined) return;
    if (older === undefined) this.oldest = newer;
    else older.newer = newer;
    newer.older = older;
    const newest = this.newest as Entry;
    newest.newer = entry;
    entry.older = newest;
    entry.newer = undefined;
    this.newest = entry;
  }

  /** Takes an entry out of the order of use. Calls nothing. */
  unlink(entry: Entry): void {
    const { older, newer } = entry;
    if (older === undefined) this.oldest = newer;
    else older.newer = newer;
    if (newer === undefined) this.newest = older;
    else newer.older = older;
    entry.older = undefined;
    entry.newer = undefined;
  }

  /** True where every entry has a value with this tag, and none is being loaded. */
  isAllOf(tag: string): boolean {
    let count = 0;
    for (const { hasValue, load } of this.tagged?.of(tag) ?? []) {
      if (!hasValue || load !== undefined) return false;
      count++;
    }
    return count === this.held;
  }

  /** Forgets the order of use. */
  forgetOrder(): void {
    this.oldest = undefined;
    this.newest = undefined;
    this.place.count = 0;
    this.place.bytes = 0;
  }

  /** Forgets every entry at once. */
  empty(): void {
    this.forget();
    this.forgetOrder();
    this.held = 0;
    this.tagged = undefined;
  }

  /** The entries with a value, the least recently used first; the one at hand may be removed meanwhile. */
  *inOrder(): Generator<Entry> {
    for (let entry = this.oldest; entry !== undefined; ) {
      const { newer }: Entry = entry;
      yield entry;
      entry = newer;
    }
  }
}
