import { expect } from 'chai';
import { cached, cacheOf, runInvocation } from '../../src/index.js';
import { useFakeClock } from '../support/clock.js';
import { containerRegistry } from '../support/container.js';
import { type Deferred, deferred, nextTurn, stateOf } from '../support/deferred.js';
import { collectReports } from '../support/warnings.js';

describe('abandoned refreshes', () => {
  const reports = collectReports();
  const clock = useFakeClock();

  /** A stale entry 'old', and loads that the spec settles. */
  async function stale(options: object = {}) {
    const loads: Deferred<string>[] = [];
    const load = cached(
      async () => {
        const gate = deferred<string>();
        loads.push(gate);
        return loads.length === 1 ? 'old' : gate.promise;
      },
      { ttl: '1s', staleWhileRevalidate: '1h', ...options },
    );
    await load();
    clock.advance(2_000);
    return { load, loads, stats: () => cacheOf(load).stats() };
  }

  for (const [how, settle] of [
    ['a value', (late: Deferred<string> | undefined) => late?.resolve('late')],
    ['an error', (late: Deferred<string> | undefined) => late?.reject(new Error('late'))],
  ] as const) {
    it(`an invocation waits no longer than its time, and ${how} that comes later changes nothing`, async () => {
      const { load, loads, stats } = await stale();
      const { abandoned } = containerRegistry.background.counters;
      const first = runInvocation({ deadline: clock.time + 1_000 }, load);
      expect([await stateOf(first), loads.length]).to.deep.equal(['pending', 2]);
      clock.advance(900);
      expect([await first, containerRegistry.background.counters.abandoned]).to.deep.equal(['old', abandoned + 1]);
      clock.advance(1_000); // the pause after what counts as a failure
      const second = runInvocation({}, load);
      await nextTurn();
      expect(loads.length, 'a refresh of its own').to.equal(3);
      loads[2]?.resolve('new');
      expect(await second).to.equal('old');
      settle(loads[1]);
      await nextTurn();
      expect(await runInvocation({}, load)).to.equal('new');
      expect(stats()).to.include({ hits: 1, staleHits: 2, misses: 1, loads: 3, size: 1 });
    });
  }

  it('one refresh a key, however many invocations are served the stale value; who asks for a fresh one joins it', async () => {
    const { load, loads, stats } = await stale();
    const runs = Array.from({ length: 5 }, () => runInvocation({}, load));
    const asked = runInvocation({}, () => cacheOf(load).refresh());
    await nextTurn();
    loads[1]?.resolve('new');
    expect(await Promise.all(runs)).to.deep.equal(['old', 'old', 'old', 'old', 'old']);
    expect([await asked, loads.length]).to.deep.equal(['new', 2]);
    expect(stats()).to.include({ staleHits: 5, joins: 0, misses: 1, loads: 2 });
  });

  it('who had joined one that is abandoned leads again, in the same invocation or another', async () => {
    const { load, loads } = await stale();
    const deadline = clock.time + 1_000;
    const gate = deferred();
    const first = runInvocation({ deadline }, async () => {
      await load();
      const asked = cacheOf(load).refresh();
      gate.resolve();
      return asked.catch((error: unknown) => error);
    });
    await gate.promise;
    const other = runInvocation({}, () => cacheOf(load).refresh());
    clock.advance(1_000);
    await nextTurn();
    expect(loads.length, 'nobody waits for a load of an invocation that is over').to.equal(4);
    loads[3]?.resolve('new');
    loads[2]?.resolve('its own');
    loads[1]?.reject(new Error('late'));
    expect(await Promise.all([first, other])).to.deep.equal(['its own', 'new']);
    expect(await load()).to.equal('new');
  });

  it('a failing one is reported once, and ends no process', async () => {
    const { load, loads } = await stale();
    for (const count of [2, 3]) {
      const run = runInvocation({}, load);
      await nextTurn();
      expect(loads.length).to.equal(count);
      loads[count - 1]?.reject(new Error('down'));
      expect(await run).to.equal('old');
      clock.advance(60_000);
    }
    expect(await reports.codes()).to.deep.equal(['WARN_WARMSCOPE_BACKGROUND']);
  });

  it('one that a freeze interrupted is not waited for after the thaw', async () => {
    const { load, loads } = await stale();
    const first = runInvocation({ deadline: clock.time + 10 }, load);
    expect(await first, 'no time to wait at all').to.equal('old');
    clock.advance(3_000_000);
    const next = runInvocation({}, load);
    await nextTurn();
    loads[2]?.resolve('new');
    expect([await next, loads.length]).to.deep.equal(['old', 3]);
    loads[1]?.resolve('from before the freeze');
    await nextTurn();
    expect(await load()).to.equal('new');
  });

  it('that of a tenant belongs to it alone', async () => {
    const { load, loads, stats } = await stale({ scope: 'tenant' });
    const run = (tenantId: string) => runInvocation({ tenantId }, load);
    for (const [index, tenant] of ['a', 'b'].entries()) {
      const filled = run(tenant);
      loads[index + 1]?.resolve(tenant);
      expect(await filled).to.equal(tenant);
    }
    clock.advance(2_000);
    const runs = ['a', 'b'].map(run);
    await nextTurn();
    for (const [index, tenant] of ['a2', 'b2'].entries()) loads[index + 3]?.resolve(tenant);
    expect(await Promise.all(runs)).to.deep.equal(['a', 'b']);
    expect([await run('b'), await run('a')]).to.deep.equal(['b2', 'a2']);
    expect(stats()).to.include({ staleHits: 2, hits: 2, misses: 2, loads: 4, bypasses: 1 });
  });
});
