import { expect } from 'chai';
import { cached, cacheOf, currentInvocation, runInvocation } from '../../src/index.js';
import { useFakeClock } from '../support/clock.js';
import { containerRegistry } from '../support/container.js';
import { nextTurn } from '../support/deferred.js';
import { collectReports } from '../support/warnings.js';
import { PolicyRig } from './policy-rig.js';

const SWR = { ttl: 100, staleWhileRevalidate: '1h' } as const;

describe('cache/background-refresh', () => {
  const clock = useFakeClock();
  const reported = collectReports();

  async function stale(form: 'async' | 'plain' | 'sync'): Promise<PolicyRig> {
    const rig = new PolicyRig(form, SWR);
    await rig.load('old');
    clock.advance(100);
    return rig;
  }

  it('are tracked until they end', async () => {
    const rig = await stale('async');
    rig.call();
    expect(containerRegistry.background.size).to.equal(1);
    rig.gates[0]?.reject(new Error('down'));
    await nextTurn();
    expect(containerRegistry.background.size).to.equal(0);
  });

  it('of sync loaders are tracked until their turn has come, and left out once given up', async () => {
    const rig = await stale('sync');
    rig.answer = { value: 'new' };
    rig.call();
    expect(containerRegistry.background.size).to.equal(1);
    containerRegistry.background.abandonLeftovers();
    await nextTurn();
    expect([rig.loads, containerRegistry.background.size]).to.deep.equal([1, 0]);
    rig.call();
    await nextTurn();
    expect([rig.loads, rig.call()]).to.deep.equal([2, 'new']);
  });

  it('of sync loaders run before their invocation ends', async () => {
    const rig = await stale('sync');
    rig.answer = { value: 'new' };
    expect(await runInvocation({}, () => rig.call())).to.equal('old');
    expect(rig.call()).to.equal('new');
  });

  it('report their failure once, with its cause, and their callers never hear of it', async () => {
    for (const form of ['async', 'plain', 'sync'] as const) {
      const rig = await stale(form);
      const error = new Error('down');
      rig.answer = form === 'plain' ? { thrown: error } : { error };
      for (let calls = 0; calls < 3; calls++) {
        expect(await rig.outcome()).to.equal('old');
        await nextTurn();
        clock.advance(60_000);
      }
      expect(rig.stats.loadErrors).to.equal(3);
      await rig.expectAtRest();
    }
    const warnings = await reported.warnings();
    expect(warnings.map(({ code }) => code)).to.deep.equal(Array(3).fill('WARN_WARMSCOPE_BACKGROUND'));
    expect(warnings[0]).to.have.property('cause').that.is.an('error').with.property('message', 'down');
  });

  it('drop the entry when the new value may not be stored', async () => {
    let isWanted = true;
    const rig = new PolicyRig('async', { ...SWR, store: () => isWanted });
    await rig.load('old');
    clock.advance(100);
    isWanted = false;
    rig.answer = { value: 'new' };
    expect(await rig.outcome()).to.equal('old');
    await nextTurn();
    expect(rig.handle.size).to.equal(0);
    await rig.expectAtRest();
  });

  it('that a stale value set before the first load begins give a promise', async () => {
    const rig = new PolicyRig('async', SWR);
    rig.handle.set(['key'], 'set');
    clock.advance(100);
    rig.answer = { value: 'new' };
    const served = rig.call();
    expect(served).to.be.instanceOf(Promise);
    expect(await served).to.equal('set');
    await nextTurn();
    await nextTurn();
    expect(await rig.outcome()).to.equal('new');
    await rig.expectAtRest();
  });

  it('do not make the load around them depend on what they read of the invocation', async () => {
    let reads = false;
    const inner = cached(async () => (reads ? String(currentInvocation()?.id) : 'old'), SWR);
    const outer = cached(async (_key: string) => inner());
    await inner();
    reads = true;
    clock.advance(100);
    expect(await runInvocation({ id: 'one' }, () => outer('key'))).to.equal('old');
    expect(cacheOf(outer).has('key'), 'it got a stored value').to.equal(true);
    expect(cacheOf(inner).size, 'this one leaks').to.equal(0);
    expect(await reported.codes()).to.deep.equal(['WARN_WARMSCOPE_SCOPE_LEAK']);
  });
});
