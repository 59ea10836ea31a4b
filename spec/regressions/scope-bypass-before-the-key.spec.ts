import { expect } from 'chai';
import { cached, cacheOf, currentInvocation, runInvocation } from '../../src/index.js';

// Kind of fault: A call outside its scope has no key, but the key builder ran: one that relies on an invocation made the call fail instead of bypassing
// the cache.
describe('regression: a scoped method called where its scope is not known', () => {
  it('does not call its key builder', async () => {
    const ofTenant = cached((_id: number) => 'v', {
      scope: 'tenant',
      key: (id) => [(currentInvocation() ?? expect.fail('asked')).id.length, currentInvocation()?.tenantId ?? expect.fail('asked'), id],
    });
    const ofInvocation = cached((_what: object) => 'v', { scope: 'invocation' });
    class Unkeyable {}
    expect([ofTenant(1), ofInvocation(new Unkeyable())]).to.deep.equal(['v', 'v']);
    expect([cacheOf(ofTenant).refresh(1), await runInvocation({}, () => ofTenant(1))]).to.deep.equal(['v', 'v']);
    cacheOf(ofTenant).set([1], 'w');
    expect(await runInvocation({ tenantId: 'a' }, () => [ofTenant(1), ofTenant(1)])).to.deep.equal(['v', 'v']);
    expect(cacheOf(ofTenant).stats()).to.include({ bypasses: 2, misses: 1, hits: 1, size: 1 });
  });
});
