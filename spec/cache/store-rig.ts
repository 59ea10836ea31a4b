import { expect } from 'chai';
import type { Entry } from '../../src/cache/entry.js';
import { Partition } from '../../src/cache/partition.js';
import { EntryStore } from '../../src/cache/store.js';
import { expectSoundOrder } from '../support/invariants.js';

/** A store with some partitions, and the entries that had to give way. */
export class StoreRig {
  readonly uses = { count: 0 };
  readonly evicted: unknown[] = [];
  readonly sizes: number[] = [];
  readonly store: EntryStore;
  readonly home = this.partition();

  constructor(max: number) {
    this.store = new EntryStore(max, (partition, entry) => {
      this.evicted.push(entry.part);
      this.sizes.push(this.store.size);
      this.remove(entry, partition);
    });
  }

  partition(): Partition {
    return new Partition();
  }

  add(part: string | number, partition = this.home): Entry {
    const entry = partition.add(part);
    this.store.add(partition, entry, ++this.uses.count);
    entry.writtenAt = 0;
    return entry;
  }

  touch(entry: Entry, partition = this.home): void {
    partition.recency.touch(entry, ++this.uses.count);
  }

  remove(entry: Entry, partition = this.home): void {
    if (entry.hasValue) this.store.subtract(partition.tally, 1);
    partition.remove(entry);
  }

  order(partition = this.home): unknown[] {
    expect(partition.tally.count).to.equal(partition.size);
    return expectSoundOrder(partition.recency).map(({ part }) => part);
  }
}
