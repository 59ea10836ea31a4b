import type { Entries } from './entries.js';
import { type Standing, UseHeap } from './use-heap.js';

/** The entries of one method among those of several; does not keep them alive. */
export class Holder implements Standing {
  oldestUse = 0;
  index = -1;
  readonly #entries: WeakRef<Entries>;

  constructor(entries: Entries) {
    this.#entries = new WeakRef(entries);
  }

  get entries(): Entries | undefined {
    return this.#entries.deref();
  }

  /** Nobody can call its method any more. */
  forget(): void {}
}

/**
 * Tells which of several methods has the least recently used entry of all. Where a method stands is corrected
 * only when it comes first: no hit has to tell.
 */
export class LeastUsed extends UseHeap<Holder> {
  /** The entries among which the least recently used one is; undefined where there is none. */
  next(): Entries | undefined {
    for (;;) {
      const { first } = this;
      if (first === undefined) return undefined;
      const { entries } = first;
      if (entries !== undefined && entries.changes > 0) entries.mend();
      const use = entries?.owners.oldestUse;
      if (use !== undefined && use <= first.oldestUse) return entries;
      if (use !== undefined) this.renew(first, use);
      else {
        this.leave(first);
        if (entries === undefined) first.forget();
      }
    }
  }
}
