import { expect } from 'chai';
import type { Entry } from '../../src/cache/entry.js';
import { collected } from '../support/garbage.js';
import { StoreRig } from './store-rig.js';

const numbers = (count: number): number[] => Array.from({ length: count }, (_, index) => index);

describe('cache/store', () => {
  it('gives way from the least recently used on', () => {
    const rig = new StoreRig(2);
    const a = rig.add('a');
    rig.add('b');
    rig.touch(a);
    for (const part of ['c', 'd']) rig.add(part);
    expect(rig.evicted).to.deep.equal(['b', 'a']);
    expect(rig.order()).to.deep.equal(['c', 'd']);
  });

  it('never exceeds its bound, not even while it evicts', () => {
    const rig = new StoreRig(3);
    for (const part of 'abcdef') {
      rig.add(part);
      expect(rig.store.size).to.be.at.most(3);
    }
    expect(rig.sizes).to.deep.equal([3, 3, 3]);
  });

  it('tells only evictions, not what is subtracted', () => {
    const rig = new StoreRig(2);
    const a = rig.add('a');
    rig.remove(a);
    rig.remove(a);
    expect([rig.evicted, rig.store.size, rig.home.tally.count]).to.deep.equal([[], 0, 0]);
  });

  it('holds one entry with max 1', () => {
    const rig = new StoreRig(1);
    for (const part of 'abc') rig.add(part);
    expect([rig.order(), rig.evicted]).to.deep.equal([['c'], ['a', 'b']]);
  });

  it('shrinks to the most recently used, and keeps the order', () => {
    const rig = new StoreRig(4);
    const all = [...'abcd'].map((part) => rig.add(part));
    rig.touch(all[0] as Entry);
    rig.store.resize(2);
    expect([rig.order(), rig.evicted]).to.deep.equal([
      ['d', 'a'],
      ['b', 'c'],
    ]);
  });

  it('grows and keeps everything', () => {
    const rig = new StoreRig(2);
    for (const part of 'ab') rig.add(part);
    rig.store.resize(3);
    rig.add('c');
    expect([rig.order(), rig.evicted]).to.deep.equal([['a', 'b', 'c'], []]);
  });

  it('keeps a large bound in order, and evicts only beyond it', () => {
    const rig = new StoreRig(300);
    const all = numbers(300).map((part) => rig.add(part));
    expect([rig.order(), rig.evicted]).to.deep.equal([numbers(300), []]);
    rig.touch(all[0] as Entry);
    rig.add(300);
    expect([rig.evicted, rig.store.size]).to.deep.equal([[1], 300]);
  });

  it('shrinks and grows again', () => {
    const rig = new StoreRig(300);
    for (const part of numbers(200)) rig.add(part);
    rig.store.resize(1);
    expect([rig.evicted, rig.order()]).to.deep.equal([numbers(199), [199]]);
    rig.store.resize(150);
    for (const part of numbers(199)) rig.add(part);
    expect(rig.order()).to.deep.equal(numbers(199).slice(49));
  });

  it('takes the largest bound that is an option, without setting memory aside for it', () => {
    const rig = new StoreRig(2 ** 32 - 1);
    for (const part of 'ab') rig.add(part);
    expect(rig.store.size).to.equal(2);
  });

  describe('with several partitions', () => {
    it('takes the least recently used of all, whoever asks for room', () => {
      const rig = new StoreRig(4);
      const other = rig.partition();
      const [a] = [rig.add('a'), rig.add('b', other), rig.add('c'), rig.add('d', other)];
      rig.touch(a);
      for (const part of ['e', 'f', 'g']) rig.add(part);
      expect([rig.evicted, rig.order(), rig.order(other)]).to.deep.equal([['b', 'c', 'd'], ['a', 'e', 'f', 'g'], []]);
      rig.add('h', other);
      expect([rig.evicted.at(-1), rig.order(other)]).to.deep.equal(['a', ['h']]);
    });

    it('passes over one that was emptied, and takes it in again', () => {
      const rig = new StoreRig(3);
      const other = rig.partition();
      for (const part of 'ab') rig.add(part);
      rig.store.subtract(rig.home.tally, rig.home.size);
      rig.home.empty();
      for (const part of 'cdef') rig.add(part, other);
      rig.add('g');
      expect([rig.evicted, rig.order(), rig.order(other), rig.store.size]).to.deep.equal([['c', 'd'], ['g'], ['e', 'f'], 3]);
    });

    it('shrinks over all of them', () => {
      const rig = new StoreRig(100);
      const partitions = numbers(7).map(() => rig.partition());
      for (const part of numbers(100)) rig.add(part, partitions[(part * 3) % 7]);
      rig.store.resize(5);
      expect([rig.evicted, rig.store.size]).to.deep.equal([numbers(95), 5]);
    });

    it('forgets those that are abandoned, counted once', () => {
      const rig = new StoreRig(5);
      const other = rig.partition();
      for (const part of 'abc') rig.add(part, other);
      rig.add('d');
      for (let round = 0; round < 2; round++) rig.store.abandon(other.tally);
      expect([rig.store.size, other.tally.count]).to.deep.equal([1, 0]);
    });

    it('finds the room that collected ones left, before and after it is told', async () => {
      const rig = new StoreRig(3);
      const ref = (() => {
        const gone = rig.partition();
        for (const part of 'ab') rig.add(part, gone);
        return gone.ref;
      })();
      rig.add('c');
      await collected(() => ref.deref() === undefined, 'a partition');
      rig.add('d');
      expect([rig.evicted, rig.store.size]).to.deep.equal([[], 2]);
      rig.store.abandonCollected();
      expect([rig.order(), rig.store.size]).to.deep.equal([['c', 'd'], 2]);
    });

    it('keeps nothing of those that came and went', async () => {
      const rig = new StoreRig(1_000);
      const tallies = numbers(1_000).map(() => {
        const gone = rig.partition();
        rig.add('a', gone);
        rig.store.abandon(gone.tally);
        return new WeakRef(gone.tally);
      });
      rig.add('a');
      await collected(() => tallies.filter((ref) => ref.deref() !== undefined).length < 200, 'most of what was abandoned');
      expect(rig.store.size).to.equal(1);
    });
  });
});
