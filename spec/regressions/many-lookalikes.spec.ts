import { expect } from 'chai';
import { cached, cacheOf, registry } from '../../src/index.js';
import { keepInvariants } from '../support/invariants.js';

const make = (tenant: number) => cached((id: number) => `${tenant} ${id}`);

// Kind of fault: When a member had fallen off the bounded list of look-alikes, each of its loads emptied another one's cache, and registry.clear()
// missed its entries.
describe('regression: more look-alikes than are listed', () => {
  keepInvariants();

  it('keep their entries', () => {
    const loaders = Array.from({ length: 150 }, (_, tenant) => make(tenant));
    for (let round = 0; round < 5; round++) for (const load of loaders) load(1);
    expect(loaders.map((load) => cacheOf(load).stats().hits)).to.deep.equal(loaders.map(() => 4));
  });

  it('are reached by clear and configure', () => {
    const loaders = Array.from({ length: 150 }, (_, tenant) => make(tenant));
    const [first] = loaders;
    if (first === undefined) throw new Error('there are loaders');
    cacheOf(first).set([1], 'set by hand');
    registry.clear();
    expect(first(1)).to.equal('0 1');
    registry.configure({ defaults: { max: 1 } });
    try {
      first(2);
      expect(cacheOf(first).size).to.equal(1);
    } finally {
      registry.configure({ defaults: {} });
    }
  });
});
