import { expect } from 'chai';
import { Entry } from '../../src/cache/entry.js';
import { Partition } from '../../src/cache/partition.js';
import { EntryStore } from '../../src/cache/store.js';

/** Each owner that ever had an entry stood in line for eviction until the cache was full, which one of short-lived owners never is. */
describe('regression: owners without entries', () => {
  it('do not stay in line for ever', () => {
    const uses = { count: 0 };
    const store = new EntryStore(1_000, () => expect.fail('there is room'));
    for (let round = 0; round < 10_000; round++) {
      const partition = new Partition();
      const entry = new Entry(round, undefined);
      store.add(partition, entry, ++uses.count);
      entry.writtenAt = 0;
      store.subtract(partition.tally, 1);
      partition.empty();
    }
    expect([store.size, store.waiting < 100]).to.deep.equal([0, true]);
  });

  it('come back into line with their next entry, and give it up in its turn', () => {
    const uses = { count: 0 };
    const evicted: unknown[] = [];
    const store = new EntryStore(2, (partition, entry) => {
      evicted.push(entry.part);
      entry.writtenAt = 0;
      store.subtract(partition.tally, 1);
      partition.release(entry);
    });
    const [one, ...others] = Array.from({ length: 200 }, () => new Partition());
    const put = (partition: Partition | undefined, part: string): void => {
      const entry = new Entry(part, undefined);
      store.add(partition as Partition, entry, ++uses.count);
      entry.writtenAt = 0;
    };
    put(one, 'first');
    store.subtract(one?.tally as never, 1);
    one?.empty();
    for (const [index, other] of others.entries()) put(other, `${index}`);
    put(one, 'second');
    put(others[0], 'third');
    put(others[1], 'fourth');
    expect(evicted).to.deep.equal([...others.map((_, index) => `${index}`), 'second']);
  });
});
