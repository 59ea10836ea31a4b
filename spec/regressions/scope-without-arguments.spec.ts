import { expect } from 'chai';
import { Cached, cached, cacheOf } from '../../src/index.js';
import { within } from '../support/tenants.js';

// Kind of fault: The marker in front of a tenant's keys was the one that ends a list of one part, so entries of calls without arguments were stored
// where no call looks.
describe('regression: a tenant-scoped call without arguments', () => {
  const tenants = Array.from({ length: 50 }, (_, index) => `t${index}`);

  it('is found again, for many tenants, and can be dropped', async () => {
    let loads = 0;
    const call = cached(() => ++loads, { scope: 'tenant' });
    for (const round of [1, 2])
      for (const [index, tenant] of tenants.entries()) expect(await within(tenant, call), `round ${round}`).to.equal(index + 1);
    expect([loads, cacheOf(call).size]).to.deep.equal([50, 50]);
    for (const tenant of tenants) expect(await within(tenant, () => cacheOf(call).delete())).to.equal(true);
    expect(cacheOf(call).size).to.equal(0);
  });

  it('is a hit for a getter', async () => {
    let loads = 0;
    class Plans {
      @Cached({ scope: 'tenant' }) get plan(): number {
        return ++loads;
      }
    }
    const plans = new Plans();
    const read = (tenant: string) => within(tenant, () => plans.plan);
    expect([await read('a'), await read('b'), await read('a'), await read('b')]).to.deep.equal([1, 2, 1, 2]);
  });
});
