import { expect } from 'chai';
import { Cached, cached, cacheOf, registry } from '../../src/index.js';
import { keepInvariants } from '../support/invariants.js';

describe('what values take that nobody weighs', () => {
  keepInvariants();
  let traps = 0;
  /** A value that notes when somebody looks through it. */
  const watched = (bytes: number): object => {
    const ownKeys = (target: object): ArrayLike<string | symbol> => {
      traps++;
      return Reflect.ownKeys(target);
    };
    return new Proxy({ text: 'x'.repeat(bytes) }, { ownKeys });
  };
  const looked = (work: () => unknown): number => {
    traps = 0;
    work();
    return traps;
  };

  it('is looked at when somebody asks, and not again while nothing is written', () => {
    const load = cached((bytes: number) => watched(bytes), { max: 50 });
    load(100);
    expect(looked(() => registry.stats())).to.be.greaterThan(0);
    expect(looked(() => [registry.stats(), load(100), cacheOf(load).stats()])).to.equal(0);
    load(101);
    expect(looked(() => cacheOf(load).stats())).to.be.greaterThan(0);
  });

  it('follows what is written, evicted, cleared', () => {
    const load = cached((bytes: number) => 'x'.repeat(bytes), { max: 100 });
    const bytes = () => cacheOf(load).stats().bytes;
    for (let size = 1_000; size < 1_050; size++) load(size);
    expect(bytes()).to.be.within(50_000, 60_000);
    for (let size = 10_000; size < 10_100; size++) load(size);
    expect(bytes(), 'other values').to.be.within(900_000, 1_200_000);
    cacheOf(load).clear();
    expect(bytes()).to.equal(0);
    load(100);
    expect(bytes(), 'after a clear').to.be.within(100, 200);
  });

  it('of large values a few are looked at, and the rest is taken to be like them', () => {
    const load = cached((index: number) => ({ index, text: 'x'.repeat(40_000 + index) }), { max: 100 });
    for (let index = 0; index < 100; index++) load(index);
    expect(cacheOf(load).stats().bytes).to.be.within(4e6, 4.3e6);
  });

  it('every method has its turn, however much others write', () => {
    const busy = Array.from({ length: 60 }, () => cached((index: number) => ({ index, text: 'y'.repeat(20_000) + index }), { max: 10 }));
    const quiet = cached((bytes: number) => 'x'.repeat(bytes), { max: 1, name: 'quiet' });
    quiet(10);
    registry.stats();
    quiet(5_000);
    const row = () => registry.stats().caches.find(({ name }) => name === 'quiet')?.bytes ?? 0;
    let round = 0;
    do for (const write of busy) write(round);
    while (row() < 5_000 && ++round < 100);
    expect(round).to.be.within(1, 80);
  });

  it('counts values of many instances, and those of collected ones not', () => {
    class Items {
      constructor(readonly size: number) {}
      @Cached({ name: 'items' })
      load(): string {
        return 'x'.repeat(this.size);
      }
    }
    const items = Array.from({ length: 40 }, () => new Items(1_000));
    for (const item of items) item.load();
    expect(cacheOf(Items, 'load').stats().bytes).to.be.within(40_000, 44_000);
  });

  it('what options have weighed is what it is', () => {
    const load = cached((size: number) => 'x'.repeat(size), { maxBytes: '1MB', weigh: () => 77 });
    for (const size of [1, 2, 3]) load(size);
    expect(cacheOf(load).stats().bytes).to.equal(231);
    expect(registry.stats().caches.some(({ bytes }) => bytes === 231)).to.equal(true);
  });
});
