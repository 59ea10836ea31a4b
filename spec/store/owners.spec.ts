import { expect } from 'chai';
import fc from 'fast-check';
import { Owners } from '../../src/store/owners.js';
import type { Partition } from '../../src/store/partition.js';
import type { Place } from '../../src/store/place.js';
import { FakeResidence } from '../support/cache-host.js';
import { nextTurn } from '../support/deferred.js';
import { collected, collectGarbage } from '../support/garbage.js';

const ownersOf = (onCollected: (place: Place) => void = () => undefined): Owners => new Owners({}, onCollected);

/** An owner that holds something. */
function listed(owners: Owners, owner: object = {}): Partition {
  const partition = owners.reach(owner);
  owners.list(partition.place);
  return partition;
}

describe('store/owners', () => {
  it('have one partition each, made when reached', () => {
    const owners = ownersOf();
    const [one, other] = [{}, () => 1];
    expect(owners.find(one)).to.equal(undefined);
    const reached = owners.reach(one);
    expect([owners.reach(one), owners.find(one)]).to.deep.equal([reached, reached]);
    expect(owners.reach(other)).not.to.equal(reached);
  });

  it('are listed while they hold something', () => {
    const owners = ownersOf();
    const [one, other] = [{}, {}];
    owners.reach(one);
    expect([...owners]).to.deep.equal([]);
    const [ofOne, ofOther] = [listed(owners, one), listed(owners, other)];
    owners.list(ofOne.place);
    expect([...owners].map(([owner]) => owner)).to.have.ordered.members([one, other]);
    owners.unlist(ofOne.place);
    expect([...owners].map(([, partition]) => partition)).to.have.ordered.members([ofOther]);
    expect(owners.find(one), 'it is there still').to.equal(ofOne);
  });

  it('may be listed and unlisted while they are iterated', () => {
    const owners = ownersOf();
    for (let count = 0; count < 2; count++) listed(owners);
    let rounds = 0;
    for (const [, partition] of owners) {
      owners.unlist(partition.place);
      if (rounds++ < 5) listed(owners);
    }
    expect([rounds, [...owners].length]).to.deep.equal([2, 2]);
  });

  it("are nobody else's, whatever the name or the source of a class", () => {
    const make = () => class Reports {};
    const owners = ownersOf();
    const [one, other] = [make(), make()];
    owners.reach(one);
    owners.reach(one.prototype);
    expect([owners.find(other), owners.find(other.prototype)]).to.deep.equal([undefined, undefined]);
  });

  describe('that are collected', () => {
    it('are told of, once, and are orphans until they are unlisted', async () => {
      const gone: Place[] = [];
      const owners = ownersOf((place) => gone.push(place));
      const place = (() => listed(owners).place)();
      await collected(() => gone.length > 0, 'an owner');
      await collectGarbage();
      expect([gone, [...owners], [...owners.orphans()]]).to.deep.equal([[place], [], [place]]);
      expect(owners.partitionOf(place)).to.equal(undefined);
      owners.unlist(place);
      expect([...owners.orphans()]).to.deep.equal([]);
    });

    it('may be referred to by what they hold', async () => {
      const owners = ownersOf();
      const owner = (() => {
        const made = {};
        listed(owners, made).add('a').value = { belongsTo: made };
        return new WeakRef(made);
      })();
      await collected(() => owner.deref() === undefined, 'an owner');
    });

    it('are held by reference for some turns only, however many there are', async () => {
      const owners = ownersOf();
      const places = Array.from({ length: 3_000 }, () => listed(owners).place);
      expect(places.every(({ young }) => young !== undefined)).to.equal(true);
      for (let turn = 0; turn < 60; turn++) await nextTurn();
      expect(places.some(({ young }) => young !== undefined)).to.equal(false);
    });

    it('are held by reference up to a number even within one turn', () => {
      const owners = ownersOf();
      const kept = Array.from({ length: 12_000 }, () => ({}));
      const places = kept.map((owner) => listed(owners, owner).place);
      expect(places.filter(({ young }) => young !== undefined).length).to.be.within(1, 10_000);
      expect([...owners].length).to.equal(12_000);
    });
  });

  describe('whose entry is the least recently used', () => {
    it('are found first, whatever they used and left', () => {
      const owners = ownersOf();
      const all = Array.from({ length: 30 }, () => ({}));
      const places = all.map((owner) => owners.reach(owner).place);
      const step = fc.tuple(fc.boolean(), fc.nat({ max: 29 }));
      fc.assert(
        fc.property(fc.array(step, { maxLength: 200, size: 'max' }), (steps) => {
          owners.forgetOrder();
          const model = new Map<number, number>();
          for (const [use, [isUsed, index]] of steps.entries()) {
            const place = places[index] as Place;
            if (!isUsed) owners.leave(place);
            else if (model.has(index)) owners.renew(place, use);
            else owners.enter(place, use);
            if (isUsed) model.set(index, use);
            else model.delete(index);
            // While one is alone, its use is looked up when a second comes.
            const partition = owners.find(all[index] as object) as Partition;
            if (isUsed) partition.oldest = Object.assign(partition.find('a') ?? partition.add('a'), { usedAt: use });
            const [first] = [...model].sort(([, one], [, other]) => one - other)[0] ?? [];
            expect(owners.first).to.equal(first === undefined ? undefined : places[first]);
            expect([owners.isShared, place.index >= 0]).to.deep.equal([model.size > 1, isUsed]);
          }
        }),
      );
    });

    it('are none once the heap is forgotten', () => {
      const owners = ownersOf();
      const [one, other] = [owners.reach({}).place, owners.reach({}).place];
      owners.enter(one, 1);
      owners.enter(other, 2);
      owners.forgetOrder();
      expect([owners.first, owners.isShared, one.index, other.index]).to.deep.equal([undefined, false, -1, -1]);
      owners.leave(one);
      owners.renew(other, 3);
      expect(owners.first).to.equal(undefined);
    });
  });

  describe('that the container keeps', () => {
    it('need no lookup, the last of them, until the container lets it go', () => {
      const residences = new Map<object, FakeResidence>();
      const owners = new Owners({ residenceOf: (owner) => residences.get(owner) }, () => undefined);
      const [kept, other, loose] = [{}, {}, {}];
      for (const owner of [kept, other]) residences.set(owner, new FakeResidence());
      const { last } = owners;
      expect(last.owner).to.equal(last);
      owners.reach(loose);
      expect(last.owner).to.equal(last);
      const [ofKept, ofOther] = [owners.reach(kept), owners.reach(other)];
      expect([last.owner, last.partition]).to.deep.equal([other, ofOther]);
      residences.get(kept)?.leave();
      expect([last.owner, last.partition]).to.deep.equal([other, ofOther]);
      residences.get(other)?.leave();
      expect(last.owner).to.equal(last);
      expect([last.partition.size, owners.find(other), owners.find(kept)]).to.deep.equal([0, ofOther, ofKept]);
    });

    it("or that stand for a function, need no lookup, and are freed with the function's cache", async () => {
      const gone = (() => {
        const owners = ownersOf();
        owners.nobody = { name: 'nobody' };
        const { last } = owners;
        owners.reach({});
        expect(last.owner).to.equal(last);
        const partition = listed(owners, owners.nobody);
        expect([last.owner, last.partition]).to.deep.equal([owners.nobody, partition]);
        expect([owners.find(owners.nobody), owners.partitionOf(partition.place)]).to.deep.equal([partition, partition]);
        partition.add('a').value = { belongsTo: owners };
        return new WeakRef(owners);
      })();
      await collected(() => gone.deref() === undefined, 'the owners of a function');
    });

    it('are freed once the container has let them go, with what their entries refer to', async () => {
      const residence = new FakeResidence();
      const owners = new Owners({ residenceOf: () => residence }, () => undefined);
      const owner = (() => {
        const made = {};
        listed(owners, made).add('a').value = { belongsTo: made };
        return new WeakRef(made);
      })();
      for (let turn = 0; turn < 5; turn++) await collectGarbage();
      expect(owner.deref()).not.to.equal(undefined);
      residence.leave();
      await collected(() => owner.deref() === undefined, 'an owner');
    });
  });
});
