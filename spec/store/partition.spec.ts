import { expect } from 'chai';
import fc from 'fast-check';
import type { Entry } from '../../src/store/entry.js';
import { Partition } from '../../src/store/partition.js';
import { Place } from '../../src/store/place.js';
import { collected } from '../support/garbage.js';
import { expectSoundTree } from '../support/invariants.js';

const partitionOf = (owner: object = {}): Partition => new Partition(new Place(owner));
/** The parts of an order, which has to be linked both ways. */
function orderOf(partition: Partition): unknown[] {
  const order = [...partition.inOrder()];
  expect([partition.oldest, partition.newest]).to.deep.equal([order[0], order.at(-1)]);
  for (const [index, entry] of order.entries())
    if (entry.older !== order[index - 1] || entry.newer !== order[index + 1]) expect.fail('an entry is not linked with the next');
  return order.map(({ part }) => part);
}

describe('store/partition', () => {
  it('is empty at first', () => {
    const { size, held, lastCaller, lastTenant, oldest, newest, place } = partitionOf();
    expect([size, held, lastCaller, lastTenant, oldest, newest]).to.deep.equal([0, 0, undefined, undefined, undefined, undefined]);
    expect([place.count, place.index]).to.deep.equal([0, -1]);
  });

  it('knows whether anybody owns it', async () => {
    const owner = {};
    expect(partitionOf(owner).isOwned).to.equal(true);
    const orphan = partitionOf();
    expect(orphan.isOwned, 'held while it is young').to.equal(true);
    orphan.place.weaken();
    await collected(() => !orphan.isOwned, 'an owner');
  });

  it('is in the order of appending, without what was unlinked, first, last and between', () => {
    for (const index of [0, 1, 2]) {
      const partition = partitionOf();
      const entries = ['a', 'b', 'c'].map((key) => partition.add(key));
      for (const entry of entries) partition.append(entry);
      const taken = entries[index] as Entry;
      partition.unlink(taken);
      expect(orderOf(partition)).to.deep.equal(['a', 'b', 'c'].toSpliced(index, 1));
      expect([taken.older, taken.newer, expectSoundTree(partition).length]).to.deep.equal([undefined, undefined, 3]);
      partition.append(taken);
      expect(orderOf(partition)).to.deep.equal([...['a', 'b', 'c'].toSpliced(index, 1), taken.part]);
    }
  });

  it('lets the entry at hand be removed while it is listed', () => {
    const partition = partitionOf();
    for (const key of ['a', 'b', 'c']) partition.append(partition.add(key));
    const seen = [];
    for (const each of partition.inOrder()) {
      seen.push(each.part);
      partition.unlink(each);
    }
    expect([seen, orderOf(partition)]).to.deep.equal([['a', 'b', 'c'], []]);
  });

  it('agrees with a plain Set whatever is appended and unlinked', () => {
    const step = fc.tuple(fc.boolean(), fc.nat({ max: 9 }));
    fc.assert(
      fc.property(fc.array(step, { maxLength: 100, size: 'max' }), (steps) => {
        const partition = partitionOf();
        const entries = Array.from({ length: 10 }, (_, key) => partition.add(key));
        const model = new Set<number>();
        for (const [isUsed, key] of steps) {
          if (model.delete(key)) partition.unlink(entries[key] as Entry);
          if (isUsed) partition.append(entries[key] as Entry);
          if (isUsed) model.add(key);
        }
        expect(orderOf(partition)).to.deep.equal([...model]);
      }),
    );
  });

  it('forgets everything at once, and starts anew', () => {
    const partition = partitionOf();
    for (const key of ['a', 'b']) partition.append(partition.add(key));
    partition.held = partition.place.count = 2;
    partition.empty();
    expect([partition.size, partition.held, partition.place.count, [...partition.entries()], orderOf(partition)]).to.deep.equal([
      0,
      0,
      0,
      [],
      [],
    ]);
    const again = partition.add('a');
    partition.append(again);
    expect([partition.find('a'), orderOf(partition)]).to.deep.equal([again, ['a']]);
  });

  it('notes the last caller, objects only, with the tenant, without keeping it', async () => {
    const partition = partitionOf();
    const caller = {};
    partition.noteCaller(caller, 't');
    partition.noteCaller(undefined);
    partition.noteCaller('text', 'other');
    expect([partition.lastCaller, partition.lastTenant]).to.deep.equal([caller, 't']);
    partition.noteCaller(caller);
    expect([partition.lastCaller, partition.lastTenant]).to.deep.equal([caller, undefined]);
    const other = partitionOf();
    (() => other.noteCaller({}))();
    await collected(() => other.lastCaller === undefined, 'a caller');
  });
});
