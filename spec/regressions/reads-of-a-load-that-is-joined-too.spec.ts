import { expect } from 'chai';
import { Cached, cached, cacheOf, currentInvocation, runInvocation } from '../../src/index.js';
import { nextTurn } from '../support/deferred.js';
import { collectReports } from '../support/warnings.js';

// Kind of fault: If a loader both led a load and joined it, the load's reads were not noted for it, so a result for one tenant was kept for all.
describe('regression: reads by a load that its caller has both begun and joined', () => {
  collectReports();

  /** Reads its invocation the first time only, as whatever is ready by then needs no more of it. */
  function tenantOnce(): () => Promise<string> {
    let loads = 0;
    return async () => {
      const isFirst = ++loads === 1;
      await nextTurn();
      return isFirst ? (currentInvocation()?.tenantId ?? 'nobody') : 'anybody';
    };
  }

  it('are noted for a loader that leads and joins it at once', async () => {
    const inner = cached(tenantOnce());
    const outer = cached(async () => (await Promise.all([inner(), inner()])).join());
    expect(await runInvocation({ tenantId: 'a' }, outer)).to.equal('a,anybody');
    expect(cacheOf(outer).size, 'what is kept for others').to.equal(0);
    expect(await runInvocation({ tenantId: 'b' }, outer)).to.equal('anybody,anybody');
  });

  it('are noted for a loader that uses only the load it leads', async () => {
    class Plans {
      #load = tenantOnce();
      @Cached() async inner(): Promise<string> {
        return this.#load();
      }
      @Cached() async outer(): Promise<string> {
        return Promise.race([this.inner(), this.inner()]);
      }
    }
    const plans = new Plans();
    expect(await runInvocation({ tenantId: 'a' }, () => plans.outer())).to.equal('a');
    expect(cacheOf(plans, 'outer').size, 'what is kept for others').to.equal(0);
  });

  it('are not noted for a loader that only joins it', async () => {
    const inner = cached(tenantOnce());
    const outer = cached(async () => inner());
    const [first, second] = await runInvocation({ tenantId: 'a' }, () => Promise.all([inner(), outer()]));
    expect([first, second]).to.deep.equal(['a', 'anybody']);
    expect(cacheOf(outer).peek()).to.equal('anybody');
  });
});
