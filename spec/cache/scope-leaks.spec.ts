import { expect } from 'chai';
import { Cached, cached, cacheOf, containerSingleton, currentInvocation, runInvocation } from '../../src/index.js';
import { deferred, nextTurn } from '../support/deferred.js';
import { within } from '../support/tenants.js';
import { collectReports } from '../support/warnings.js';

const tenant = (): string => `${currentInvocation()?.tenantId}`;
const ofTenant = cached(() => tenant(), { scope: 'tenant' });
const ofInvocation = cached(() => tenant(), { scope: 'invocation' });
const asyncOfTenant = cached(async () => tenant(), { scope: 'tenant' });
const asyncOfInvocation = cached(async () => nextTurn().then(tenant), { scope: 'invocation' });
const leaking = cached(async () => nextTurn().then(tenant));
const nested = cached(async () => nextTurn().then(leaking));
const leakingValues = cached(() => tenant());
const plain = cached(async () => 'plain');
const keyed = cached(async (_id: number) => 'keyed', { key: () => tenant() });

/** Ways in which a loader of container scope can come to depend on the invocation. */
const WAYS: [name: string, load: () => unknown][] = [
  ['at once', tenant],
  ['at once, in a promise', async () => tenant()],
  ['after an await', async () => nextTurn().then(tenant)],
  ['after many awaits', async () => {
    for (let depth = 0; depth < 20; depth++) await (depth % 2 === 0 ? undefined : nextTurn());
    return tenant();
  }],
  ['in a microtask', () => new Promise((resolve) => queueMicrotask(() => resolve(tenant())))],
  ['in nextTick', () => new Promise((resolve) => process.nextTick(() => resolve(tenant())))],
  ['in setImmediate', () => new Promise((resolve) => setImmediate(() => resolve(tenant())))],
  ['in a timer', () => new Promise((resolve) => setTimeout(() => resolve(tenant()), 0))],
  ['in one of several', async () => (await Promise.all([plain(), nextTurn(), nextTurn().then(tenant)]))[2]],
  ['only whether there is one', async () => (currentInvocation() === undefined ? 'none' : ofTenant())],
  ['its keys', async () => (Object.keys(currentInvocation() ?? {}).length > 0 ? tenant() : 'none')],
  ['through what its caller had read', async () => nextTurn().then(() => handedOver?.tenantId)],
  ['through a nested load', async () => leaking()],
  ['through a nested load after an await', async () => nextTurn().then(leaking)],
  ['through nested loads', async () => nested()],
  ['through a nested load of values', async () => leakingValues()],
  ['through a nested key builder', async () => `${await keyed(1)} ${tenant()}`.slice(6)],
  ['through a method of tenant scope', async () => ofTenant()],
  ['through an async method of tenant scope', async () => nextTurn().then(asyncOfTenant)],
  ['through a method of invocation scope', async () => ofInvocation()],
  ['through an async method of invocation scope', async () => asyncOfInvocation()],
  ['through a look at one', async () => (cacheOf(ofTenant).has() ? cacheOf(ofTenant).peek() : 'none')],
  ["through a singleton's factory", async () => containerSingleton(async () => nextTurn().then(tenant))()],
  ["through a singleton's factory, at once", () => containerSingleton(() => ({ tenant: tenant() }))().tenant],
]; // biome-ignore format: a table
let handedOver: ReturnType<typeof currentInvocation>;

describe('scope leaks', () => {
  const reports = collectReports();

  for (const [name, load] of WAYS) {
    it(`a loader that reads the invocation ${name} is not stored`, async () => {
      const outer = cached(load, { name: 'outer' });
      const call = (of: string) =>
        within(of, async () => {
          handedOver = currentInvocation();
          // Hits as well: what was loaded before must not hide that it is the tenant's.
          for (const warm of [ofTenant, ofInvocation, asyncOfTenant, asyncOfInvocation]) await warm();
          return [await outer(), await outer()];
        });
      for (const of of ['a', 'b', 'a']) expect(await call(of)).to.deep.equal([of, of]);
      expect(cacheOf(outer).stats()).to.include({ size: 0, hits: 0, misses: 6, loads: 6, uncacheable: 6 });
      const ours = (await reports.warnings()).filter(({ message }) => message.includes('of outer'));
      expect(ours.map(({ code }) => code), 'once').to.deep.equal(['WARN_WARMSCOPE_SCOPE_LEAK']); // biome-ignore format: short
      expect(ours[0]?.message).to.contain("scope 'container'").and.contain("'tenant' or 'invocation'");
    });
  }

  it('stores neither the inner nor the outer of nested loads', async () => {
    const inner = cached(async () => nextTurn().then(tenant));
    const middle = cached(async () => inner());
    const outer = cached(async () => middle());
    expect([await within('a', outer), await within('b', outer)]).to.deep.equal(['a', 'b']);
    for (const each of [inner, middle, outer]) expect(cacheOf(each).stats()).to.include({ size: 0, loads: 2 });
  });

  it('marks what joined the load that reads', async () => {
    const gate = deferred();
    const shared = cached(async () => gate.promise.then(tenant));
    const joining = cached(async (_id: number) => shared());
    const runs = ['a', 'b', 'a'].map((of, index) => within(of, () => joining(index)));
    gate.resolve();
    expect(await Promise.all(runs)).to.deep.equal(['a', 'b', 'a']);
    expect([cacheOf(joining).size, cacheOf(shared).size, cacheOf(shared).stats().joins]).to.deep.equal([0, 0, 2]);
  });

  it('marks what waits for a client that has read before', async () => {
    const gate = deferred();
    const client = containerSingleton(async () => {
      const first = tenant();
      await gate.promise;
      return first;
    });
    const load = cached(async () => client());
    const runs = [within('a', client), within('b', load)];
    gate.resolve();
    expect(await Promise.all(runs)).to.deep.equal(['a', 'b']);
    const leak = 'WARN_WARMSCOPE_SCOPE_LEAK';
    expect([cacheOf(load).size, await reports.codes()]).to.deep.equal([0, [leak, leak]]);
  });

  it('has callers who joined load for themselves', async () => {
    const gate = deferred();
    const load = cached(async (_key: string) => gate.promise.then(tenant));
    const runs = ['a', 'b', 'c', 'b'].map((of) => within(of, () => load('k')));
    gate.resolve();
    expect(await Promise.all(runs)).to.deep.equal(['a', 'b', 'c', 'b']);
    expect(cacheOf(load).stats()).to.include({ misses: 1, joins: 3, loads: 4, size: 0 });
    expect((await reports.codes()).length).to.equal(1);
  });

  it('is none where the caller reads before or after its call', async () => {
    const load = cached(async (of: string) => nextTurn().then(() => of));
    const outer = cached(async (of: string) => load(of));
    const run = () =>
      within('a', async () => {
        const result = await outer(tenant());
        return result === tenant();
      });
    expect([await run(), await run()]).to.deep.equal([true, true]);
    expect(cacheOf(outer).stats()).to.include({ size: 1, hits: 1 });
    expect(await reports.codes()).to.deep.equal([]);
  });

  it('is none where nothing is read, or there is no invocation', async () => {
    const unread = cached(async () => nextTurn().then(() => 'v'));
    await within('a', unread);
    const outside = cached(async () => nextTurn().then(tenant));
    await outside();
    expect([cacheOf(unread).size, cacheOf(outside).size, await reports.codes()]).to.deep.equal([1, 1, []]);
  });

  it('is none in a tenant scope that reads the tenant, and one where it reads more', async () => {
    class Plans {
      @Cached({ scope: 'tenant' }) async plan(): Promise<string> {
        return nextTurn().then(tenant);
      }
      @Cached({ scope: 'tenant' }) async trace(): Promise<string> {
        return nextTurn().then(() => `${currentInvocation()?.id}`);
      }
      @Cached({ scope: 'tenant' }) async viaPlan(): Promise<string> {
        return this.plan();
      }
      @Cached({ scope: 'tenant' }) async viaInvocation(): Promise<string> {
        return asyncOfInvocation();
      }
    }
    const plans = new Plans();
    const all = () => Promise.all([plans.plan(), plans.trace(), plans.viaPlan(), plans.viaInvocation()]);
    const runs = ['r1', 'r2'].map((id) => runInvocation({ id, tenantId: 'a' }, all));
    expect(await Promise.all(runs)).to.deep.equal([['a', 'r1', 'a', 'a'], ['a', 'r2', 'a', 'a']]); // biome-ignore format: short
    const names = ['plan', 'trace', 'viaPlan', 'viaInvocation'] as const;
    expect(names.map((name) => cacheOf(plans, name).size)).to.deep.equal([1, 0, 1, 0]);
    const messages = (await reports.warnings()).map(({ message }) => message);
    expect(messages.length).to.equal(2);
    for (const name of ['Plans.trace', 'Plans.viaInvocation'])
      expect(
        messages.filter((text) => text.startsWith(`The loader of ${name} read more of the invocation than its tenant`)).length,
      ).to.equal(1);
  });
});
