import { expect } from 'chai';
import { cached, cacheOf } from '../../src/index.js';
import { keepInvariants } from '../support/invariants.js';

// Kind of fault: refresh() returned the new value, and the next call the old one: time ran backwards for the caller. `set` drops the entry in that case.
describe('regression: a refresh whose value is not to be stored', () => {
  keepInvariants();

  for (const [name, options] of Object.entries({
    store: { store: (value: number) => value < 2 },
    ttl: { ttl: (value: number) => (value < 2 ? 100 : 0) },
  })) {
    it(`drops the entry before it, refused by ${name}`, () => {
      let version = 0;
      const f = cached(() => ++version, options);
      expect(f()).to.equal(1);
      expect(cacheOf(f).refresh()).to.equal(2);
      expect(cacheOf(f).peek()).to.equal(undefined);
      expect(f()).to.equal(3);
    });
  }
});
