import { expect } from 'chai';
import { cached, cacheOf, runInvocation } from '../../src/index.js';

// Kind of fault: The marker of a list was taken for the end of the key, so such an entry was never found again, and the cache grew with every call.
describe('regression: a method of tenant scope without arguments', () => {
  it('finds its entry', async () => {
    let loads = 0;
    const method = cached(() => ++loads, { scope: 'tenant' });
    for (const tenantId of ['acme', 'globex', 'acme', 'globex']) await runInvocation({ tenantId }, method);
    expect(cacheOf(method).stats()).to.include({ loads: 2, hits: 2, size: 2 });
    await runInvocation({ tenantId: 'acme' }, () => expect(cacheOf(method).delete()).to.equal(true));
    expect(cacheOf(method).size).to.equal(1);
  });
});
