import { expect } from 'chai';
import { cached, cacheOf, registry } from '../../src/index.js';
import { keepInvariants } from '../support/invariants.js';

const ids = (count: number): number[] => Array.from({ length: count }, (_, index) => index);

// Kind of fault: Each part of a flat key is a level of the tree; walking it recursively overflowed the stack in clear(), registry.clear() included.
describe('regression: keys of very many parts', () => {
  keepInvariants();

  for (const count of [10_000, 50_000]) {
    it(`a list of ${count} ids can be cached, found, deleted and cleared`, () => {
      const f = cached((list: number[]) => list.length, { key: (list: number[]) => list });
      expect([f(ids(count)), f(ids(count)), f(ids(count - 1))]).to.deep.equal([count, count, count - 1]);
      expect(cacheOf(f).stats()).to.include({ hits: 1, misses: 2 });
      expect(cacheOf(f).delete(ids(count - 1))).to.equal(true);
      cacheOf(f).clear();
      expect(cacheOf(f).size).to.equal(0);
      f(ids(count));
      registry.clear();
      expect(cacheOf(f).size).to.equal(0);
    });

    it(`${count} arguments as well`, () => {
      const f = cached((...list: number[]) => list.length);
      expect([f(...ids(count)), f(...ids(count))]).to.deep.equal([count, count]);
      expect(cacheOf(f).stats().hits).to.equal(1);
      cacheOf(f).clear();
      expect(cacheOf(f).size).to.equal(0);
    });

    it(`${count} arguments of a function that names the first of them`, () => {
      const f = cached((_first: number, ...list: number[]) => list.length, {
        key: (first: number, ...list: number[]) => [first, list.length],
      });
      expect([f(1, ...ids(count)), f(1, ...ids(count))]).to.deep.equal([count, count]);
      expect(cacheOf(f).stats().hits).to.equal(1);
    });
  }
});
