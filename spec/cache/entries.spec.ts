import { expect } from 'chai';
import { newCounters } from '../../src/cache/counters.js';
import { Entries } from '../../src/cache/entries.js';
import type { Slot } from '../../src/cache/entry.js';
import { FakeClock } from '../support/clock.js';
import { collected } from '../support/garbage.js';

function entriesOf(max: number) {
  const clock = new FakeClock(1_000);
  const counters = newCounters();
  const entries = new Entries(max, clock, counters);
  const owner = {};
  const partition = entries.partitions.reach(owner);
  const slot = (key: string): Slot => partition.keys.reach(key, partition.ref);
  const write = (key: string, value: unknown, ttl = Number.POSITIVE_INFINITY): Slot => {
    const written = slot(key);
    entries.write(partition, written, value, false, ttl);
    return written;
  };
  return { clock, counters, entries, owner, partition, write };
}

describe('cache/entries', () => {
  it('are servable from the writing until the end of their ttl', () => {
    const { entries, clock, write } = entriesOf(3);
    const slot = write('a', 1, 50);
    expect(entries.isServable(slot)).to.equal(true);
    clock.advance(49);
    expect(entries.isServable(slot)).to.equal(true);
    clock.advance(1);
    expect(entries.isServable(slot)).to.equal(false);
    clock.advance(-51);
    expect(entries.isServable(slot)).to.equal(false);
  });

  it('start anew with each writing', () => {
    const { entries, clock, write } = entriesOf(3);
    const slot = write('a', 1, 50);
    clock.advance(40);
    write('a', 2, 50);
    clock.advance(40);
    expect(entries.isServable(slot)).to.equal(true);
    expect(entries.size).to.equal(1);
  });

  it('without a ttl never read the clock', () => {
    const { entries, clock, partition, write } = entriesOf(3);
    const slot = write('a', 1);
    clock.time = Number.NaN;
    expect(entries.isServable(slot)).to.equal(true);
    entries.touch(slot);
    expect(partition.read(slot)).to.equal(1);
    expect(clock.reads).to.equal(0);
  });

  it('are not there before the writing and after the drop', () => {
    const { entries, partition, write } = entriesOf(3);
    const slot = write('a', 1);
    entries.drop(partition, slot);
    expect(entries.isServable(slot)).to.equal(false);
    expect([entries.size, partition.size]).to.deep.equal([0, 0]);
    expect(partition.keys.find('a')).to.equal(undefined);
    entries.drop(partition, slot);
    expect(entries.size).to.equal(0);
  });

  it('give way across owners, and leave nothing behind in the partition they lay in', () => {
    const { entries, counters, partition, write } = entriesOf(2);
    write('a', 1);
    write('b', 2);
    const other = entries.partitions.reach({});
    const slot = other.keys.reach('c', other.ref);
    entries.write(other, slot, 3, false, Number.POSITIVE_INFINITY);
    expect(counters.evictions).to.equal(1);
    expect([entries.size, partition.size, other.size]).to.deep.equal([2, 1, 1]);
    expect(partition.keys.find('a')).to.equal(undefined);
    expect([...entries.values()]).to.deep.equal([2, 3]);
  });

  it('stay longer when they are used', () => {
    const { entries, write } = entriesOf(2);
    const a = write('a', 1);
    write('b', 2);
    entries.touch(a);
    write('c', 3);
    expect([...entries.values()]).to.deep.equal([1, 3]);
  });

  it('count what expired, and drop it', () => {
    const { entries, counters, partition, write } = entriesOf(2);
    entries.expire(partition, write('a', 1, 5));
    expect([counters.expirations, counters.evictions, entries.size]).to.deep.equal([1, 0, 0]);
  });

  it('shrink with the bound, the least recently used first', () => {
    const { entries, counters, partition, write } = entriesOf(4);
    for (const key of ['a', 'b', 'c', 'd']) write(key, key);
    entries.resize(1);
    expect([...entries.values()]).to.deep.equal(['d']);
    expect([counters.evictions, partition.size]).to.deep.equal([3, 1]);
    entries.resize(2);
    write('e', 'e');
    expect(entries.size).to.equal(2);
  });

  it('of a collected owner are dropped, those of others stay', async () => {
    const { entries, owner: mine, partition, write } = entriesOf(9);
    write('mine', 1);
    (() => {
      const owner = {};
      const other = entries.partitions.reach(owner);
      for (const key of ['a', 'b']) entries.write(other, other.keys.reach(key, other.ref), { owner }, false, Number.POSITIVE_INFINITY);
    })();
    expect(entries.size).to.equal(3);
    await collected(() => entries.size === 1, 'an owner with its entries');
    expect([...entries.values()]).to.deep.equal([1]);
    expect(entries.partitions.find(mine)).to.equal(partition);
  });

  it('of collected owners can be dropped before their finalizers ran', () => {
    const { entries, write } = entriesOf(9);
    const slot = write('a', 1);
    Object.defineProperty(slot, 'home', { value: { deref: () => undefined } });
    write('b', 2);
    expect([...entries.values()]).to.deep.equal([undefined, 2]);
    entries.dropOrphans();
    expect([...entries.values()]).to.deep.equal([2]);
  });
});
