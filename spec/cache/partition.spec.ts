import { expect } from 'chai';
import type { Slot } from '../../src/cache/entry.js';
import { Partition, Partitions } from '../../src/cache/partition.js';
import { collected, collectGarbage } from '../support/garbage.js';

const slotIn = (partition: Partition, key: string): Slot => partition.keys.reach(key, partition.ref);
const ignore = (): void => undefined;

describe('cache/partition', () => {
  describe('values', () => {
    it('are kept per slot, undefined as well', () => {
      const partition = new Partition();
      const [a, b] = [slotIn(partition, 'a'), slotIn(partition, 'b')];
      partition.write(a, undefined);
      partition.write(b, 'B');
      expect([a.hasEntry, partition.read(a), partition.read(b), partition.size]).to.deep.equal([true, undefined, 'B', 2]);
    });

    it('are overwritten in place', () => {
      const partition = new Partition();
      const slot = slotIn(partition, 'a');
      partition.write(slot, 1);
      partition.write(slot, 2);
      expect([partition.read(slot), partition.size]).to.deep.equal([2, 1]);
    });

    it('are let go of when released, their places taken again, and a second release does nothing', () => {
      const partition = new Partition();
      const [a, b, c] = ['a', 'b', 'c'].map((key) => slotIn(partition, key)) as [Slot, Slot, Slot];
      partition.write(a, 'A');
      partition.write(b, 'B');
      partition.release(a);
      partition.release(a);
      expect([a.hasEntry, partition.size]).to.deep.equal([false, 1]);
      partition.write(c, 'C');
      partition.write(a, 'A2');
      expect(new Set([a.index, b.index, c.index]).size, 'no two entries in one place').to.equal(3);
      expect([partition.read(a), partition.read(b), partition.read(c)]).to.deep.equal(['A2', 'B', 'C']);
    });

    it('do not outlive their release', async () => {
      const partition = new Partition();
      const slot = slotIn(partition, 'a');
      const value = ((): WeakRef<object> => {
        const made = {};
        partition.write(slot, made);
        return new WeakRef(made);
      })();
      partition.release(slot);
      await collected(() => value.deref() === undefined, 'a released value');
    });
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
      const partitions = new Partitions(ignore);
      const [one, other] = [{}, () => 1];
      expect(partitions.find(one)).to.equal(undefined);
      const reached = partitions.reach(one);
      expect(partitions.reach(one)).to.equal(reached);
      expect(partitions.find(one)).to.equal(reached);
      expect(partitions.reach(other)).not.to.equal(reached);
      expect([...partitions].map(([owner]) => owner)).to.have.ordered.members([one, other]);
    });

    it('may be reached while they are listed', () => {
      const partitions = new Partitions(ignore);
      const owners = [{}, {}];
      for (const owner of owners) partitions.reach(owner);
      let rounds = 0;
      for (const _ of partitions) if (rounds++ < 5) partitions.reach(owners[rounds] ?? {});
      expect(rounds).to.equal(2);
    });

    it('move to another owner, unless it has one already', () => {
      const partitions = new Partitions(ignore);
      const [from, to, third] = [{}, {}, {}];
      const moved = partitions.reach(from);
      partitions.move(from, to);
      expect([partitions.find(from), partitions.find(to)]).to.deep.equal([undefined, moved]);
      partitions.reach(third);
      partitions.move(third, to);
      expect(partitions.find(to)).to.equal(moved);
      partitions.move({}, {});
      expect([...partitions]).to.have.length(2);
    });

    it('tell every slot of a collected owner, and list it no longer', async () => {
      const abandoned: Slot[] = [];
      const partitions = new Partitions((slot) => abandoned.push(slot));
      (() => {
        const partition = partitions.reach({});
        partition.write(slotIn(partition, 'a'), 1);
        partition.write(slotIn(partition, 'b'), 2);
      })();
      await collected(() => abandoned.length > 0, 'an owner');
      expect(abandoned.map(({ part }) => part)).to.have.members(['a', 'b']);
      expect([...partitions]).to.deep.equal([]);
    });

    it('free an owner that its own values refer to', async () => {
      const partitions = new Partitions(ignore);
      const owner = ((): WeakRef<object> => {
        const made = {};
        const partition = partitions.reach(made);
        partition.write(slotIn(partition, 'a'), { belongsTo: made, partition });
        return new WeakRef(made);
      })();
      await collected(() => owner.deref() === undefined, 'an owner');
    });

    it("are nobody else's, whatever the name or the source of a class", () => {
      const make = () => class Reports {};
      const partitions = new Partitions(ignore);
      const [one, other] = [make(), make()];
      partitions.reach(one);
      partitions.reach(one.prototype);
      expect([partitions.find(other), partitions.find(other.prototype)]).to.deep.equal([undefined, undefined]);
    });

    it('know whether anybody owns them', async () => {
      const partitions = new Partitions(ignore);
      const owner = {};
      expect(new Partition().isOwned).to.equal(false);
      expect(partitions.reach(owner).isOwned).to.equal(true);
      const orphan = (() => partitions.reach({}))();
      await collected(() => !orphan.isOwned, 'an owner');
      expect(partitions.find(owner)?.isOwned).to.equal(true);
    });

    it('follow their owner after a move: the former one may go', async () => {
      const abandoned: Slot[] = [];
      const partitions = new Partitions((slot) => abandoned.push(slot));
      const heir = {};
      const former = ((): WeakRef<object> => {
        const made = {};
        const partition = partitions.reach(made);
        partition.write(slotIn(partition, 'a'), 1);
        partitions.move(made, heir);
        return new WeakRef(made);
      })();
      await collected(() => former.deref() === undefined, 'the former owner');
      await collectGarbage();
      expect(abandoned).to.deep.equal([]);
      expect(partitions.find(heir)?.size).to.equal(1);
    });
  });
});
