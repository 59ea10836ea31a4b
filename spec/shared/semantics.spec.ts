import { expect } from 'chai';
import type { CachedOptions } from '../../src/features/features.js';
import { deferred, errorOf, stateOf } from '../support/deferred.js';
import { type Method, type Site, World } from './sites.js';

/** Several containers whose loaders a spec ends. */
function start(options: CachedOptions = {}, tier = {}) {
  const world = new World();
  const runs: string[] = [];
  const gates: { resolve(value: unknown): void; reject(error: unknown): void }[] = [];
  const make = (name: string): { site: Site; value: Method; slow: Method } => {
    const site = world.site(tier);
    const value = site.method(async (key: string) => `${key}${runs.push(name)}`, options);
    const slow = site.method(
      (key: string) => {
        runs.push(name);
        const gate = deferred<unknown>();
        gates.push(gate);
        return gate.promise.then((given) => given ?? `${key}${runs.length}`);
      },
      { ...options, shared: 'slow@1' },
    );
    return { site, value, slow };
  };
  return { world, runs, gates, one: make('one'), two: make('two'), three: make('three') };
}

/** What each case of the specification gives. */
describe('shared/semantics', () => {
  it('an entry of the store is served until its ttl ends, counted from when its load began', async () => {
    const { world, one, two } = start({ ttl: 1_000 });
    await one.site.run(() => one.value('a'));
    world.clock.advance(900);
    expect(await two.site.run(() => two.value('a'))).to.equal('a1');
    world.clock.advance(99);
    expect(await two.site.run(() => two.value('a'))).to.equal('a1');
    world.clock.advance(1);
    expect(await two.site.run(() => two.value('a'))).to.equal('a2');
  });

  it('who loaded a value keeps it no longer than the others', async () => {
    const { world, gates, one } = start({ ttl: 1_000 });
    const first = one.site.run(() => one.slow('a'));
    await world.settle();
    world.clock.advance(400);
    gates[0]?.resolve('v');
    expect(await first).to.equal('v');
    expect(one.slow.handle.expiresAt('a')).to.equal(world.clock.time + 600);
  });

  it('a stale entry within its window is served at once, and renewed behind by who gets the lease: once in all', async () => {
    const { world, runs, one, two, three } = start({ ttl: 1_000, staleWhileRevalidate: 5_000 });
    await one.site.run(() => one.value('a'));
    world.clock.advance(1_500);
    const given = await Promise.all([two, three].map(({ site, value }) => site.run(() => value('a'))));
    expect(given).to.deep.equal(['a1', 'a1']);
    await world.settle();
    expect(runs).to.have.length(2);
    world.clock.advance(250);
    const all = () => Promise.all([one, two, three].map(({ site, value }) => site.run(() => value('a'))));
    // Whoever did not renew it serves it once more, and finds the new one behind that.
    expect(await all()).to.have.members(['a1', 'a1', 'a2']);
    expect(await all()).to.deep.equal(['a2', 'a2', 'a2']);
    await world.settle();
    expect(runs).to.have.length(2);
    expect(two.value.handle.stats().sharedStale).to.equal(1);
  });

  it('one loads, the others wait for the lease and get its value', async () => {
    const { world, runs, gates, one, two, three } = start();
    const calls = [one, two, three].map(({ site, slow }) => site.run(() => slow('a')));
    await world.pass(200);
    expect(runs).to.have.length(1);
    gates[0]?.resolve('v');
    expect(await world.finished(Promise.all(calls))).to.deep.equal(['v', 'v', 'v']);
    expect(runs).to.have.length(1);
    expect([one, two, three].reduce((sum, { slow }) => sum + (slow.handle.stats().leaseWaits ?? 0), 0)).to.equal(2);
    expect(world.store.keys('l')).to.deep.equal([]);
  });

  it('a lease whose owner died ends, and one waiter takes over', async () => {
    const { world, runs, gates, one, two, three } = start({}, { lease: '3s' });
    void one.site.run(() => one.slow('a'));
    await world.settle();
    const calls = [two, three].map(({ site, slow }) => site.run(() => slow('a')));
    await world.pass(2_900, 50);
    expect(runs).to.deep.equal(['one']);
    await world.pass(300, 25);
    expect(runs).to.have.length(2);
    gates[1]?.resolve('v');
    expect(await world.finished(Promise.all(calls))).to.deep.equal(['v', 'v']);
    expect(runs).to.have.length(2);
  });

  it('who has waited for `wait` loads alone', async () => {
    const { world, runs, gates, one, two } = start({ shared: { id: 'slow', version: 1, wait: 500 } });
    const impatient = two.site.method(async () => `alone${runs.push('two')}`, { shared: { id: 'slow', version: 1, wait: 500 } });
    void one.site.run(() => one.slow('a'));
    await world.settle();
    const call = two.site.run(() => impatient('a'));
    await world.pass(450, 25);
    expect(await stateOf(call)).to.equal('pending');
    await world.pass(200, 25);
    expect(await call).to.equal('alone2');
    gates[0]?.resolve('late');
    await world.settle();
  });

  it("a leader's failure is its callers'; each waiter tries once for itself, without waiting again", async () => {
    const { world, runs, gates, one, two, three } = start();
    const calls = [one, two, three].map(({ site, slow }) => site.run(() => slow('a')));
    await world.pass(50);
    gates[0]?.reject(new Error('down'));
    expect(await errorOf(() => calls[0])).to.have.property('message', 'down');
    await world.pass(300);
    expect(runs).to.have.members(['one', 'two', 'three']);
    gates[1]?.reject(new Error('still'));
    gates[2]?.resolve('v');
    const outcomes = await Promise.allSettled(calls.slice(1));
    expect(outcomes.map(({ status }) => status)).to.have.members(['rejected', 'fulfilled']);
  });

  it('staleIfError may use the stale value of the store', async () => {
    const { world, one, two } = start({ ttl: 1_000, staleIfError: 60_000 });
    await one.site.run(() => one.value('a'));
    world.clock.advance(2_000);
    const failing = two.site.method(() => Promise.reject(new Error('down')), { ttl: 1_000, staleIfError: 60_000 });
    expect(await two.site.run(() => failing('a'))).to.equal('a1');
    expect(failing.handle.stats()).to.include({ loadErrors: 1, loads: 1 });
    world.clock.advance(60_000);
    expect(await errorOf(() => two.site.run(() => failing('a')))).to.have.property('message', 'down');
  });

  for (const skew of [-30_000, -1_000, 1_000, 30_000])
    it(`a clock that is ${skew} ms off serves nothing past its ttl where the store counts as well`, async () => {
      const { world, one, two } = start({ ttl: 10_000 });
      two.site.clock.skew = skew;
      await one.site.run(() => one.value('a'));
      for (let passed = 0; passed < 9_000; passed += 1_000) {
        world.clock.advance(1_000);
        await two.site.run(() => two.value(`other${passed}`));
      }
      const given = await two.site.run(() => two.value('a'));
      world.clock.advance(1_000);
      expect(await two.site.run(() => two.value('a'))).not.to.equal('a1');
      if (skew <= 1_000 && skew > -30_000) expect(given).to.equal(skew === 1_000 ? 'a11' : 'a1');
      expect(two.site.codes.includes('WARN_WARMSCOPE_CLOCK_SKEW')).to.equal(Math.abs(skew) > 5_000);
    });

  it('without a count by the store an entry from more than a second ahead is a miss', async () => {
    const { world, one, two } = start({ ttl: 10_000 });
    world.store.hasLeft = false;
    one.site.clock.skew = 1_500;
    await one.site.run(() => one.value('a'));
    expect(await two.site.run(() => two.value('a'))).to.equal('a2');
    one.site.clock.skew = 800;
    await one.site.run(() => one.value('b'));
    world.clock.advance(9_999);
    expect(await two.site.run(() => two.value('b'))).to.equal('b3');
    world.clock.advance(801);
    expect(await two.site.run(() => two.value('b'))).to.equal('b4');
  });

  it('two versions live side by side; what is damaged, foreign or refused by `check` is a miss and overwritten', async () => {
    const { world, one, two } = start();
    await one.site.run(() => one.value('a'));
    const next = two.site.method(async () => 'next', { shared: 'value@2' });
    expect(await two.site.run(() => next('a'))).to.equal('next');
    expect(world.store.keys('v')).to.have.length(2);
    const picky = two.site.method(async () => 42, { shared: { id: 'value', version: 1, check: (value) => typeof value === 'number' } });
    expect(await two.site.run(() => picky('a'))).to.equal(42);
    expect(picky.handle.stats().refused).to.equal(1);
    for (const key of world.store.keys('v')) world.store.entries.set(key, { value: Buffer.from('garbage'), until: Number.MAX_VALUE });
    const again = world.site().method(async () => 'anew');
    expect(await one.site.run(() => again('a'))).to.equal('anew');
  });

  it('tenants are apart, an invalidation without a tenant reaches all, and a call without one goes past it all', async () => {
    const { world, one, two } = start({ scope: 'tenant' });
    const as = (tenantId: string, { site, value }: typeof one) => site.run(() => value('a'), { tenantId });
    expect(await as('acme', one)).to.equal('a1');
    expect(await as('globex', one)).to.equal('a2');
    expect([await as('acme', two), await as('globex', two)]).to.deep.equal(['a1', 'a2']);
    await one.site.run(() => one.value.handle.delete('a'));
    await world.settle();
    expect([await as('acme', two), await as('globex', two)]).to.deep.equal(['a3', 'a4']);
    world.store.asked();
    await two.site.run(() => two.value('a'));
    expect(world.store.questions.filter(({ keys }) => keys.length > 1)).to.deep.equal([]);
    expect(two.site.codes).to.include('WARN_WARMSCOPE_SCOPE');
  });

  it('outside of invocations G is asked for once per localTtl of the calling member', async () => {
    const { world, one } = start({ shared: { id: 'value', version: 1, localTtl: 1_000 } });
    await world.finished(one.value('a'));
    world.store.asked();
    for (let call = 0; call < 5; call++) expect(await one.value('a')).to.equal('a1');
    expect(world.store.asked()).to.equal(0);
    world.clock.advance(1_000);
    expect(await one.value('a')).to.equal('a1');
    expect(world.store.questions.map(({ keys }) => keys.length)).to.deep.equal([1]);
  });

  it('set writes both, refresh takes the lease, peek and has and size are local, delete answers at once', async () => {
    const { world, one, two } = start();
    await one.site.run(() => one.value('a'));
    await two.site.run(() => two.value('a'));
    await one.site.run(() => one.value.handle.set(['a'], 'set'));
    expect(one.value.handle.peek('a')).to.equal('set');
    expect(two.value.handle.peek('a')).to.equal('a1');
    expect(await two.site.run(() => two.value('a'))).to.equal('set');
    expect(await one.site.run(() => one.value.handle.refresh('a'))).to.equal('a2');
    expect(await two.site.run(() => two.value('a'))).to.equal('a2');
    world.store.asked();
    expect([two.value.handle.has('a'), two.value.handle.size]).to.deep.equal([true, 1]);
    expect(world.store.asked()).to.equal(0);
    expect(one.value.handle.delete('a')).to.equal(true);
    await world.settle();
    expect(await two.site.run(() => two.value('a'))).to.equal('a3');
  });

  it('who was frozen between question and answer serves nothing past its ttl', async () => {
    const { world, runs, one, two } = start({ ttl: 10_000 });
    await one.site.run(() => one.value('a'));
    world.store.delays = ({ kind, keys }) => kind === 'get' && keys.length > 1;
    const call = two.site.run(() => two.value('a'));
    await world.settle();
    // The wall clock goes on, no timer rings.
    world.clock.time += 10_000;
    world.store.delays = () => false;
    for (const question of world.store.delayed.splice(0)) question.go();
    expect(await world.finished(call)).to.equal('a2');
    expect(runs).to.deep.equal(['one', 'two']);
  });

  it('who was frozen shortly keeps it only as long as it is fresh', async () => {
    const { world, one, two } = start({ ttl: 10_000 });
    await one.site.run(() => one.value('a'));
    world.store.delays = ({ kind, keys }) => kind === 'get' && keys.length > 1;
    const call = two.site.run(() => two.value('a'));
    await world.settle();
    world.clock.time += 9_000;
    for (const question of world.store.delayed.splice(0)) question.go();
    expect(await call).to.equal('a1');
    expect(two.value.handle.expiresAt('a')).to.equal(world.clock.time + 1_000);
  });

  it('a load that took longer than its lease, as its container was frozen, is not shared, which is said once', async () => {
    const { world, gates, one, two } = start({}, { lease: '5s' });
    const call = one.site.run(() => one.slow('a'));
    await world.settle();
    world.clock.time += 6_000;
    gates[0]?.resolve('frozen');
    expect(await call).to.equal('frozen');
    expect(world.store.keys('v')).to.deep.equal([]);
    expect(one.site.codes).to.deep.equal(['WARN_WARMSCOPE_OPTION']);
    const other = two.site.run(() => two.slow('a'));
    await world.settle();
    gates[1]?.resolve('anew');
    expect(await other).to.equal('anew');
  });

  it('what would come back as something else is given to its caller, and not shared', async () => {
    class Money {
      readonly amount = 1;
    }
    const { world, one } = start();
    const money = one.site.method(async () => new Money(), { shared: 'money@1' });
    expect(await one.site.run(() => money('a'))).to.be.instanceOf(Money);
    expect(world.store.keys('v')).to.deep.equal([]);
    expect(world.store.keys('l')).to.deep.equal([]);
    expect(one.site.codes).to.deep.equal(['WARN_WARMSCOPE_OPTION']);
    expect(one.site.warnings[0]?.message).to.contain('Money');
  });

  it('what the caller does to a value after its answer is not shared', async () => {
    const { one, two } = start();
    const list = async () => ({ items: [1] });
    const given = (await one.site.run(() => one.site.method(list, { shared: 'list@1' })('a'))) as { items: number[] };
    given.items.push(2);
    expect(await two.site.run(() => two.site.method(list, { shared: 'list@1' })('a'))).to.deep.equal({ items: [1] });
  });

  it('secrets rotate: `[new, old]` and `old` see the values and the invalidations of each other', async () => {
    const world = new World();
    let runs = 0;
    const load = async (key: string): Promise<string> => `${key}${++runs}`;
    const [before, during, after] = (['old', ['new', 'old'], 'new'] as const).map((secret) => {
      const site = world.site({ secret });
      return { site, value: site.method(load) };
    });
    const call = (one: typeof before) => one?.site.run(() => one.value('a'));
    expect(await call(before)).to.equal('a1');
    expect(await call(during)).to.equal('a1');
    await during?.site.run(() => during.value.handle.delete('a'));
    expect(await call(during)).to.equal('a2');
    expect(await call(before)).to.equal('a3');
    expect(await call(after)).to.equal('a4');
  });

  it('a bypassed call asks nothing', async () => {
    const { world, one } = start({ when: () => false });
    await one.site.run(() => one.value('a'));
    expect(world.store.asked()).to.equal(0);
  });
});
