import { expect } from 'chai';
import { cached, cacheOf, currentInvocation, runInvocation } from '../../src/index.js';
import { deferred, nextTurn } from '../support/deferred.js';
import { collectReports } from '../support/warnings.js';

// Kind of fault: Past the end of its invocation a loader finds no tenant; its result was stored for the tenant nevertheless.
describe('regression: a tenant\u2019s load that outlives its invocation', () => {
  collectReports();

  function setUp() {
    const gate = deferred();
    const method = cached(
      async () => {
        await gate.promise;
        return `of ${currentInvocation()?.tenantId}`;
      },
      { scope: 'tenant' },
    );
    const asAcme = <T>(work: () => T) => runInvocation({ tenantId: 'acme' }, work);
    return { gate, method, asAcme };
  }

  it('is not stored', async () => {
    const { gate, method, asAcme } = setUp();
    await asAcme(() => void method());
    gate.resolve();
    await nextTurn();
    expect(cacheOf(method).size).to.equal(0);
    expect(await asAcme(method)).to.equal('of acme');
  });

  it('is not given to a follower, which loads for itself', async () => {
    const { gate, method, asAcme } = setUp();
    const leaving = asAcme(() => void method());
    const following = asAcme(method);
    await leaving;
    gate.resolve();
    expect(await following).to.equal('of acme');
  });
});
