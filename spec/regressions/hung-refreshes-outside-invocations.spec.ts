import { expect } from 'chai';
import { Cached, type CachedOptions, cached, cacheOf, registry, runInvocation } from '../../src/index.js';
import { useFakeClock } from '../support/clock.js';
import { containerRegistry } from '../support/container.js';
import { type Deferred, deferred, nextTurn, stateOf } from '../support/deferred.js';
import { collectReports } from '../support/warnings.js';

const PATIENCE = 30_000;

// Kind of fault: In a plain process a background refresh that hung was never given up, and past the stale window every call joined it for ever.
describe('regression: background refreshes that hang, outside of any invocation', () => {
  const reported = collectReports();
  const clock = useFakeClock();

  /** A stale entry 'v0' whose refresh hangs. */
  async function hung(options: CachedOptions = {}) {
    const loads: Deferred<string>[] = [];
    const load = cached((async (_key: string) => loads[loads.push(deferred<string>()) - 1]?.promise) as (key: string) => Promise<string>, {
      ttl: 100,
      staleWhileRevalidate: 1_000,
      ...(options as object),
    });
    const handle = cacheOf(load);
    handle.set(['k'], 'v0');
    clock.advance(200);
    expect(await load('k')).to.equal('v0');
    await nextTurn();
    expect(loads.length).to.equal(1);
    return { load, loads, handle };
  }

  it('are given up when the stale window ends: later calls load, and a late value changes nothing', async () => {
    const { load, loads } = await hung();
    clock.advance(899);
    expect([await load('k'), loads.length]).to.deep.equal(['v0', 1]);
    clock.advance(1);
    const next = load('k');
    expect(loads.length).to.equal(2);
    loads[1]?.resolve('v2');
    expect(await next).to.equal('v2');
    loads[0]?.resolve('v1');
    await nextTurn();
    expect([await load('k'), loads.length]).to.deep.equal(['v2', 2]);
  });

  it('are given up after 30 s in a longer window, and a new one may begin at once', async () => {
    const { load, loads, handle } = await hung({ staleWhileRevalidate: '1h' });
    clock.advance(PATIENCE - 1);
    expect([await load('k'), loads.length]).to.deep.equal(['v0', 1]);
    clock.advance(1);
    expect([await load('k'), loads.length]).to.deep.equal(['v0', 2]);
    loads[1]?.resolve('v2');
    await nextTurn();
    loads[0]?.resolve('v1');
    await nextTurn();
    expect([await load('k'), handle.stats().loads]).to.deep.equal(['v2', 2]);
    expect(clock.timers).to.equal(0);
  });

  it('store no late value even if nothing newer is there, and their failure is handled', async () => {
    for (const end of ['resolve', 'reject'] as const) {
      const { loads, handle } = await hung();
      clock.advance(900);
      if (end === 'resolve') loads[0]?.resolve('v1');
      else loads[0]?.reject(new Error('late'));
      await nextTurn();
      expect([handle.has('k'), handle.peek('k')]).to.deep.equal([false, undefined]);
    }
  });

  it('are given up past staleWhileRevalidate where staleIfError goes on: a call tries for itself', async () => {
    const { load, loads } = await hung({ staleIfError: '1h' });
    clock.advance(900);
    const next = load('k');
    expect(loads.length).to.equal(2);
    loads[1]?.reject(new Error('down'));
    expect(await next).to.equal('v0');
    loads[0]?.resolve('v1');
  });

  it('send away the calls that joined, which share one new load', async () => {
    const { load, loads, handle } = await hung();
    const joined = [handle.refresh('k'), handle.refresh('k')];
    clock.advance(900);
    await nextTurn();
    expect(loads.length).to.equal(2);
    const called = load('k');
    loads[1]?.resolve('v2');
    expect(await Promise.all([...joined, called])).to.deep.equal(['v2', 'v2', 'v2']);
    loads[0]?.resolve('v1');
  });

  it('do not concern other keys, nor those that end in time', async () => {
    const { load, loads, handle } = await hung();
    handle.set(['other'], 'o0');
    clock.advance(200);
    expect(await load('other')).to.equal('o0');
    await nextTurn();
    loads[1]?.resolve('o1');
    await nextTurn();
    expect([await load('other'), loads.length]).to.deep.equal(['o1', 2]);
    clock.advance(700);
    expect(await reported.codes()).to.deep.equal(['WARN_WARMSCOPE_BACKGROUND']);
    loads[0]?.resolve('v1');
  });

  it('are given up by the registry’s clock alone, where that has no timers', async () => {
    let now = 1_000_000;
    registry.configure({ clock: { now: () => now } });
    const loads: Deferred<string>[] = [];
    const load = cached(async () => loads[loads.push(deferred<string>()) - 1]?.promise, { ttl: 100, staleWhileRevalidate: 1_000 });
    cacheOf(load).set([], 'v0');
    now += 200;
    expect(await load()).to.equal('v0');
    await nextTurn();
    now += 900;
    const next = load();
    expect(loads.length).to.equal(2);
    loads[1]?.resolve('v2');
    expect(await next).to.equal('v2');
    for (const gate of loads) gate.resolve('late');
    await nextTurn();
  });

  it('hold up no invocation that comes later', async () => {
    const { load, loads } = await hung({ staleWhileRevalidate: '1h' });
    clock.advance(PATIENCE);
    expect(containerRegistry.background.size).to.equal(1);
    await nextTurn();
    expect(containerRegistry.background.size).to.equal(0);
    expect(await stateOf(runInvocation({}, () => 'done'))).to.equal('resolved');
    const inside = runInvocation({}, () => load('k'));
    await nextTurn();
    loads[1]?.resolve('v2');
    expect(await inside).to.equal('v0');
    loads[0]?.resolve('v1');
  });

  it('with a timeout of their own are given up no later', async () => {
    for (const timeout of [50, 5_000, 60_000]) {
      const { load, loads } = await hung({ staleWhileRevalidate: '1h', timeout });
      clock.advance(PATIENCE);
      clock.advance(1_000);
      expect([await load('k'), loads.length]).to.deep.equal(['v0', 2]);
      for (const gate of loads) gate.resolve('late');
      await nextTurn();
    }
  });

  it('are given up for methods, static methods, getters and per-class entries', async () => {
    const loads: Deferred<string>[] = [];
    const begin = (): Promise<string> => loads[loads.push(deferred<string>()) - 1]?.promise as Promise<string>;
    const options = { ttl: 100, staleWhileRevalidate: 1_000 } as const;
    class Reports {
      @Cached(options) async report(): Promise<string> {
        return begin();
      }
      @Cached({ ...options, per: 'class' }) async shared(): Promise<string> {
        return begin();
      }
      @Cached(options) get latest(): Promise<string> {
        return begin();
      }
      @Cached(options) static async total(): Promise<string> {
        return begin();
      }
    }
    const reports = new Reports();
    const calls = [() => reports.report(), () => reports.shared(), () => reports.latest, () => Reports.total()];
    const first = calls.map((call) => call());
    for (const gate of loads) gate.resolve('v0');
    await Promise.all(first);
    clock.advance(200);
    expect(await Promise.all(calls.map((call) => call()))).to.deep.equal(['v0', 'v0', 'v0', 'v0']);
    await nextTurn();
    clock.advance(900);
    const next = calls.map((call) => call());
    expect(loads.length).to.equal(12);
    for (const gate of loads.slice(8)) gate.resolve('v2');
    expect(await Promise.all(next)).to.deep.equal(['v2', 'v2', 'v2', 'v2']);
    for (const gate of loads) gate.resolve('late');
    await nextTurn();
    expect(await Promise.all(calls.map((call) => call()))).to.deep.equal(['v2', 'v2', 'v2', 'v2']);
  });
});
