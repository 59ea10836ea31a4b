import { expect } from 'chai';
import { containerSingleton, currentInvocation, registry } from '../../src/index.js';
import { useFakeClock } from '../support/clock.js';
import { deferred, nextTurn } from '../support/deferred.js';
import { begin, endAll } from '../support/open-invocation.js';
import { collectReports } from '../support/warnings.js';

/** What holds a promise of something that is made for one tenant. */
interface Holder {
  readonly tenant: Promise<string | undefined>;
}

// Kind of fault: A client that holds a promise which turns out to be one tenant's was given to another tenant, if it was no longer tracked: because of a
// failure, its age, or a build that was given up.
describe('regression: clients that hold something made for one tenant', () => {
  collectReports();
  const clock = useFakeClock();
  afterEach(async () => {
    await endAll();
    await registry.dispose();
  });

  /** A client that reads the tenant when the gate opens. */
  function tenantReader(gate: Promise<void>) {
    return containerSingleton(async () => {
      await gate;
      return currentInvocation()?.tenantId;
    });
  }

  it('are built anew for callers that joined one which failed for another reason', async () => {
    const gate = deferred();
    const reader = tenantReader(gate.promise);
    let fails = true;
    const failing = containerSingleton(async () => {
      await gate.promise;
      if (fails) throw new Error('refused');
      return 'there';
    });
    const holder = containerSingleton(async (): Promise<Holder> => {
      failing().catch(() => undefined);
      return { tenant: reader() };
    });
    const [one, other] = [await begin({ tenantId: 'one' }), await begin({ tenantId: 'other' })];
    const ofOne = one.run(holder);
    const ofOther = other.run(holder);
    await nextTurn();
    gate.resolve();
    expect(await (await ofOne).tenant).to.equal('one');
    fails = false;
    expect(await (await ofOther).tenant).to.equal('other');
  });

  it('are not seen by an older invocation after a replacement by maxAge', async () => {
    const gate = deferred();
    const reader = tenantReader(gate.promise);
    const mortal = containerSingleton(() => ({}), { maxAge: '1m' });
    const holder = containerSingleton(async (): Promise<Holder> => {
      mortal();
      return { tenant: reader() };
    });
    const [one, other] = [await begin({ tenantId: 'one' }), await begin({ tenantId: 'other' })];
    const ofOne = await one.run(holder);
    clock.advance(60_000);
    await begin({ tenantId: 'third' });
    const ofOther = other.run(holder);
    await nextTurn();
    gate.resolve();
    expect(await ofOne.tenant).to.equal('one');
    expect(await (await ofOther).tenant).to.equal('other');
  });

  it('are built anew for callers that joined a build which was given up', async () => {
    const gate = deferred();
    const mortal = containerSingleton(() => ({}), { maxAge: '1m' });
    const holder = containerSingleton(async (): Promise<string | undefined> => {
      mortal();
      await gate.promise;
      return currentInvocation()?.tenantId;
    });
    const [one, other] = [await begin({ tenantId: 'one' }), await begin({ tenantId: 'other' })];
    await one.run(mortal);
    const [ofOne, ofOther] = [one.run(holder), other.run(holder)];
    clock.advance(60_000);
    await begin({ tenantId: 'third' });
    gate.resolve();
    expect(await Promise.all([ofOne, ofOther])).to.deep.equal(['one', 'other']);
  });
});
