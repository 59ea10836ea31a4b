import { expect } from 'chai';
import { Slot } from '../../src/cache/entry.js';
import { Branch } from '../../src/cache/key-path.js';
import { Partition } from '../../src/cache/partition.js';
import { EntryStore } from '../../src/cache/store.js';

const home = new Partition();
const slots = (...parts: string[]): Slot[] => parts.map((part) => new Slot(new Branch(), part, home.ref));

function storeOf(max: number): { store: EntryStore; evicted: string[]; sizes: number[] } {
  const evicted: string[] = [];
  const sizes: number[] = [];
  const store: EntryStore = new EntryStore(max, (slot) => {
    evicted.push(String(slot.part));
    sizes.push(store.size);
  });
  return { store, evicted, sizes };
}

const order = (store: EntryStore): string[] => [...store.leastRecentFirst()].map(({ part }) => String(part));

describe('cache/store', () => {
  it('gives way from the least recently used on', () => {
    const { store, evicted } = storeOf(2);
    const [a, b, c, d] = slots('a', 'b', 'c', 'd') as [Slot, Slot, Slot, Slot];
    for (const slot of [a, b]) store.add(slot);
    store.touch(a);
    store.add(c);
    store.add(d);
    expect(evicted).to.deep.equal(['b', 'a']);
    expect(order(store)).to.deep.equal(['c', 'd']);
  });

  it('takes a slot that is there already as used, without evicting anything', () => {
    const { store, evicted } = storeOf(2);
    const [a, b] = slots('a', 'b') as [Slot, Slot];
    for (const slot of [a, b, a]) store.add(slot);
    expect(order(store)).to.deep.equal(['b', 'a']);
    expect(evicted).to.deep.equal([]);
    expect(store.size).to.equal(2);
  });

  it('never exceeds its bound, not even while it evicts', () => {
    const { store, sizes } = storeOf(3);
    for (const slot of slots('a', 'b', 'c', 'd', 'e', 'f')) {
      store.add(slot);
      expect(store.size).to.be.at.most(3);
    }
    expect(sizes).to.have.length(3);
    expect(Math.max(...sizes)).to.be.at.most(3);
  });

  it('tells only evictions, not removals', () => {
    const { store, evicted } = storeOf(2);
    const [a, b] = slots('a', 'b') as [Slot, Slot];
    store.add(a);
    store.remove(a);
    store.remove(b);
    expect(evicted).to.deep.equal([]);
    expect(store.size).to.equal(0);
  });

  it('does not add what it is told was used', () => {
    const { store } = storeOf(2);
    const [a] = slots('a') as [Slot];
    store.touch(a);
    expect(store.size).to.equal(0);
  });

  it('holds one entry with max 1', () => {
    const { store, evicted } = storeOf(1);
    for (const slot of slots('a', 'b', 'c')) store.add(slot);
    expect(order(store)).to.deep.equal(['c']);
    expect(evicted).to.deep.equal(['a', 'b']);
  });

  it('shrinks to the most recently used, and keeps the order', () => {
    const { store, evicted } = storeOf(4);
    const all = slots('a', 'b', 'c', 'd');
    for (const slot of all) store.add(slot);
    store.touch(all[0] as Slot);
    store.resize(2);
    expect(order(store)).to.deep.equal(['d', 'a']);
    expect(evicted).to.deep.equal(['b', 'c']);
  });

  it('grows and keeps everything', () => {
    const { store, evicted } = storeOf(2);
    const all = slots('a', 'b', 'c');
    for (const slot of all.slice(0, 2)) store.add(slot);
    store.resize(3);
    store.add(all[2] as Slot);
    expect(order(store)).to.deep.equal(['a', 'b', 'c']);
    expect(evicted).to.deep.equal([]);
  });

  it('grows past its first room up to a large bound, in order, and evicts only beyond it', () => {
    const { store, evicted } = storeOf(300);
    const all = slots(...Array.from({ length: 301 }, (_, index) => `${index}`));
    for (const slot of all.slice(0, 300)) store.add(slot);
    expect(evicted).to.deep.equal([]);
    expect(order(store)).to.deep.equal(all.slice(0, 300).map(({ part }) => part));
    store.touch(all[0] as Slot);
    store.add(all[300] as Slot);
    expect(evicted).to.deep.equal(['1']);
    expect(store.size).to.equal(300);
  });

  it('shrinks below its first room and grows again', () => {
    const { store, evicted } = storeOf(300);
    const all = slots(...Array.from({ length: 200 }, (_, index) => `${index}`));
    for (const slot of all) store.add(slot);
    store.resize(1);
    expect(evicted).to.have.length(199);
    expect(order(store)).to.deep.equal(['199']);
    store.resize(150);
    for (const slot of all) store.add(slot);
    expect(order(store)).to.deep.equal(all.slice(50).map(({ part }) => part));
  });

  it('takes the largest bound that is an option, without setting memory aside for it', () => {
    const { store } = storeOf(2 ** 32 - 1);
    for (const slot of slots('a', 'b')) store.add(slot);
    expect(store.size).to.equal(2);
  });

  it('tells slots apart by identity, not by their key parts', () => {
    const { store } = storeOf(5);
    for (const slot of slots('a', 'a', 'a')) store.add(slot);
    expect(store.size).to.equal(3);
  });
});
