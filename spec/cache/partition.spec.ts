import { expect } from 'chai';
import { Partition, Partitions, type Tally } from '../../src/cache/partition.js';
import { FakeResidence } from '../support/cache-host.js';
import { collected, collectGarbage } from '../support/garbage.js';
import { expectSoundOrder, expectSoundTree } from '../support/invariants.js';

const ignore = (): void => undefined;
const partitionsOf = (onCollected: (tally: Tally) => void = ignore): Partitions => new Partitions(() => undefined, onCollected);

let uses = 0;

/** Writes as the entries of a method do. */
function write(partition: Partition, key: string, value: unknown): ReturnType<Partition['add']> {
  const entry = partition.find(key) ?? partition.add(key);
  if (!entry.hasValue) {
    partition.recency.add(entry, ++uses);
    partition.tally.count++;
  }
  entry.value = value;
  entry.writtenAt = 0;
  return entry;
}

const partsOf = (partition: Partition): unknown[] => expectSoundOrder(partition.recency).map(({ part }) => part);

describe('cache/partition', () => {
  it('is empty and nobody owns it at first', () => {
    const { size, isOwned, lastCaller, tally } = new Partition();
    expect([size, isOwned, lastCaller, tally]).to.deep.equal([0, false, undefined, { count: 0, isInLine: false }]);
  });

  describe('values', () => {
    it('are kept per entry, undefined as well', () => {
      const partition = new Partition();
      const [a, b] = [write(partition, 'a', undefined), write(partition, 'b', 'B')];
      expect([a.hasValue, partition.find('a')?.value, partition.find('b')?.value, partition.size]).to.deep.equal([true, undefined, 'B', 2]);
      write(partition, 'a', 'A');
      expect([partition.find('a'), a.value, partition.find('b'), partition.size]).to.deep.equal([a, 'A', b, 2]);
    });

    it('are let go of when released, while the entry stays, and a second release does nothing', () => {
      const partition = new Partition();
      const [a, b] = [write(partition, 'a', 'A'), write(partition, 'b', 'B')];
      partition.release(a);
      partition.release(a);
      expect([a.hasValue, a.value, partition.find('a'), partition.size]).to.deep.equal([false, undefined, a, 1]);
      expect(partsOf(partition)).to.deep.equal(['b']);
      write(partition, 'a', 'A2');
      expect([partition.find('a'), a.value, b.value, partsOf(partition)]).to.deep.equal([a, 'A2', 'B', ['b', 'a']]);
    });

    it('do not outlive their release', async () => {
      const partition = new Partition();
      const value = ((): WeakRef<object> => {
        const made = {};
        partition.release(write(partition, 'a', made));
        return new WeakRef(made);
      })();
      await collected(() => value.deref() === undefined, 'a released value');
    });
  });

  it('takes an entry out of the tree and the order, one without a value as well', () => {
    const partition = new Partition();
    const [a, , c] = [write(partition, 'a', 1), write(partition, 'b', 2), partition.add('c')];
    partition.remove(a);
    partition.remove(c);
    expect([partition.find('a'), partition.find('c'), a.hasValue, a.value]).to.deep.equal([undefined, undefined, false, undefined]);
    expect([partsOf(partition), expectSoundTree(partition).length]).to.deep.equal([['b'], 1]);
  });

  it('forgets everything at once, and starts anew', () => {
    const partition = new Partition();
    for (const key of ['a', 'b']) write(partition, key, key);
    partition.empty();
    expect([partition.size, [...partition.entries()], partition.recency.oldest()]).to.deep.equal([0, [], undefined]);
    const again = write(partition, 'a', 'new');
    expect([partition.find('a'), partsOf(partition)]).to.deep.equal([again, ['a']]);
  });

  it('notes the last caller, objects only, without keeping it', async () => {
    const partition = new Partition();
    const caller = {};
    partition.noteCaller(caller);
    partition.noteCaller(undefined);
    partition.noteCaller('text');
    expect(partition.lastCaller).to.equal(caller);
    const other = new Partition();
    (() => other.noteCaller({}))();
    await collected(() => other.lastCaller === undefined, 'a caller');
  });

  describe('of one method', () => {
    it('are one for each owner, made when reached', () => {
      const partitions = partitionsOf();
      const [one, other] = [{}, () => 1];
      expect(partitions.find(one)).to.equal(undefined);
      const reached = partitions.reach(one);
      expect(partitions.reach(one)).to.equal(reached);
      expect(partitions.find(one)).to.equal(reached);
      expect(partitions.reach(other)).not.to.equal(reached);
      expect([...partitions].map(([owner]) => owner)).to.have.ordered.members([one, other]);
    });

    it('may be reached while they are listed', () => {
      const partitions = partitionsOf();
      const owners = [{}, {}];
      for (const owner of owners) partitions.reach(owner);
      let rounds = 0;
      for (const _ of partitions) if (rounds++ < 5) partitions.reach(owners[rounds] ?? {});
      expect(rounds).to.equal(2);
    });

    it('tell the tally of a collected owner, once, and list it no longer', async () => {
      const abandoned: Tally[] = [];
      const partitions = partitionsOf((tally) => abandoned.push({ ...tally }));
      (() => {
        const partition = partitions.reach({});
        for (const key of ['a', 'b']) write(partition, key, 1);
      })();
      await collected(() => abandoned.length > 0, 'an owner');
      await collectGarbage();
      expect(abandoned).to.deep.equal([{ count: 2, isInLine: false }]);
      expect([...partitions]).to.deep.equal([]);
    });

    it('free an owner that its own values refer to', async () => {
      const partitions = partitionsOf();
      const owner = ((): WeakRef<object> => {
        const made = {};
        const partition = partitions.reach(made);
        write(partition, 'a', { belongsTo: made, partition });
        return new WeakRef(made);
      })();
      await collected(() => owner.deref() === undefined, 'an owner');
    });

    it("are nobody else's, whatever the name or the source of a class", () => {
      const make = () => class Reports {};
      const partitions = partitionsOf();
      const [one, other] = [make(), make()];
      partitions.reach(one);
      partitions.reach(one.prototype);
      expect([partitions.find(other), partitions.find(other.prototype)]).to.deep.equal([undefined, undefined]);
    });

    it('know whether anybody owns them', async () => {
      const partitions = partitionsOf();
      const owner = {};
      expect(partitions.reach(owner).isOwned).to.equal(true);
      const orphan = (() => partitions.reach({}))();
      await collected(() => !orphan.isOwned, 'an owner');
      expect(partitions.find(owner)?.isOwned).to.equal(true);
    });

    it('have an owner near that the container keeps, the last one, until the container lets it go', () => {
      const residences = new Map<object, FakeResidence>();
      const partitions = new Partitions((owner) => residences.get(owner), ignore);
      const [kept, other, loose] = [{}, {}, {}];
      for (const owner of [kept, other]) residences.set(owner, new FakeResidence());
      const { near } = partitions;
      expect(near.owner).to.equal(near);
      partitions.reach(loose);
      expect(near.owner).to.equal(near);
      const [ofKept, ofOther] = [partitions.reach(kept), partitions.reach(other)];
      expect([near.owner, near.partition]).to.deep.equal([other, ofOther]);
      residences.get(kept)?.leave();
      expect([near.owner, near.partition]).to.deep.equal([other, ofOther]);
      residences.get(other)?.leave();
      expect(near.owner).to.equal(near);
      expect([near.partition.size, partitions.find(other), partitions.find(kept)]).to.deep.equal([0, ofOther, ofKept]);
    });

    it('free an owner that the container has let go, although it was near, and what its entries refer to', async () => {
      const residence = new FakeResidence();
      const partitions = new Partitions(() => residence, ignore);
      const owner = ((): WeakRef<object> => {
        const made = {};
        write(partitions.reach(made), 'a', { belongsTo: made });
        return new WeakRef(made);
      })();
      await collectGarbage();
      expect(owner.deref()).not.to.equal(undefined);
      residence.leave();
      await collected(() => owner.deref() === undefined, 'an owner');
    });
  });
});
