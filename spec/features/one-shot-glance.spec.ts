import { expect } from 'chai';
import { isData } from '../../src/features/one-shot-glance.js';

const STEPS = 3;

// That a glance never takes for data what a search finds something in: one-shot-search.spec.
describe('features/one-shot-glance', () => {
  for (const value of [{}, [], { a: 1, b: [{ c: null }] }, [[[[{ deep: true }]]]], Object.create(null)]) {
    it(`needs no search of ${JSON.stringify(value)}`, () => {
      expect(isData(value, STEPS)).to.equal(true);
    });
  }

  it('leaves what is large, iterable, unreadable or telling to a search', () => {
    const unreadable = Proxy.revocable({}, {});
    unreadable.revoke();
    const large = Object.fromEntries(Array.from({ length: 101 }, (_, index) => [`key ${index}`, index]));
    for (const value of [new Map(), new Set(), large, new Array(101).fill(0), unreadable.proxy, { a: [{ next: 1 }] }])
      expect(isData(value, STEPS)).to.equal(false);
  });
});
