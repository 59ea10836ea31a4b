import { expect } from 'chai';
import { cached, registry } from '../../src/index.js';
import { keepInvariants } from '../support/invariants.js';

// Kind of fault: The size of a value was estimated by listing all properties of a large object, at each load and in each registry.stats().
describe('regression: the size of large dictionaries', () => {
  keepInvariants();

  for (const limits of [undefined, '1GB'] as const) {
    it(`is estimated from names that are listed once, ${limits === undefined ? 'for the statistics' : 'under a budget'}`, () => {
      let listed = 0;
      const dictionary = new Proxy(Object.fromEntries(Array.from({ length: 5_000 }, (_, index) => [`key ${index}`, { index }])), {
        ownKeys: (target) => {
          listed++;
          return Reflect.ownKeys(target);
        },
      });
      registry.configure({ maxBytes: limits });
      const load = cached((_id: number) => dictionary, { name: 'dictionaries' });
      for (let id = 0; id < 5; id++) load(id);
      for (let round = 0; round < 5; round++) registry.stats();
      expect(listed).to.equal(1);
      expect(registry.stats().caches.find(({ name }) => name === 'dictionaries')?.bytes).to.be.greaterThan(5 * 5_000 * 30);
      registry.configure({ maxBytes: undefined });
    });
  }
});
