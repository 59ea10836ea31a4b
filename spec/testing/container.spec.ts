import { expect } from 'chai';
import { Cached, ContainerSingleton, cached, cacheOf, containerSingleton, registry, runInvocation } from '../../src/index.js';
import { keyedSingleton } from '../../src/keyed/index.js';
import { createTestContainer } from '../../src/testing/index.js';
import { deferred, errorOf, nextTurn } from '../support/deferred.js';
import { keepInvariants } from '../support/invariants.js';
import { collectReports } from '../support/warnings.js';
import { Client, NOON, useTestContainer } from './container-rig.js';

describe('testing: what is set aside', () => {
  keepInvariants();
  const reports = collectReports();
  afterEach(() => registry.dispose());

  class Plans {
    loads = 0;
    @Cached({ tags: ['plans'], maxBytes: '1MB' })
    plan(id: string): string {
      return `${id}${++this.loads}`;
    }
    @Cached({ per: 'class' })
    shared(): number {
      return ++this.loads;
    }
    @Cached()
    static of(id: string): object {
      return { id };
    }
  }

  it('entries come back with their counters, whatever the test has done', async () => {
    const plans = new Plans();
    const [first, kept, shared] = [plans.plan('a'), Plans.of('a'), plans.shared()];
    const before = cacheOf(plans, 'plan').stats();
    await using kit = createTestContainer();
    expect([cacheOf(plans, 'plan').size, cacheOf(Plans, 'of').size, cacheOf(plans, 'plan').stats().misses]).to.deep.equal([0, 0, 0]);
    expect([plans.plan('a'), plans.plan('b'), plans.shared()]).to.deep.equal(['a3', 'b4', 5]);
    expect(Plans.of('a')).not.to.equal(kept);
    await registry.invalidateTags('plans');
    registry.clear();
    await kit.recycle();
    await kit.dispose();
    expect([plans.plan('a'), Plans.of('a'), plans.shared()]).to.deep.equal([first, kept, shared]);
    expect(cacheOf(plans, 'plan').stats()).to.include({ hits: before.hits + 1, misses: before.misses, size: 1 });
    await registry.invalidateTags('plans');
    expect(cacheOf(plans, 'plan').size).to.equal(0);
  });

  it('a budget goes on, with each container its own bytes', async () => {
    registry.configure({ maxBytes: '1MB' });
    try {
      const image = cached((id: number) => Buffer.alloc(400_000, id));
      image(1);
      image(2);
      await using kit = createTestContainer();
      image(3);
      image(4);
      expect(cacheOf(image).stats()).to.include({ size: 2, evictions: 0 });
      await kit.dispose();
      expect([cacheOf(image).has(1), cacheOf(image).has(2), cacheOf(image).has(3)]).to.deep.equal([true, true, false]);
      image(5);
      expect(cacheOf(image).stats()).to.include({ size: 2, evictions: 1 });
    } finally {
      registry.configure({ maxBytes: undefined });
    }
  });

  it('clients come back as they were, with their dependents and counters', async () => {
    Client.disposed = [];
    let made = 0;
    const make = (id: string): Client => new Client(`${id}${++made}`);
    const db = containerSingleton(async () => make('db'), { name: 'aside db' });
    const repository = containerSingleton(async () => ({ db: await db() }), { name: 'aside repository' });
    const pools = keyedSingleton((tenant: string) => make(tenant), { max: 2, name: 'aside pools' });
    const [client, found, pool] = [await db(), await repository(), pools('acme')];
    await using kit = createTestContainer();
    expect(kit.stats().singletons.reduce((sum, { builds, size = 0 }) => sum + builds + size, 0)).to.equal(0);
    expect(await db()).not.to.equal(client);
    expect(pools('acme')).not.to.equal(pool);
    pools('b');
    pools('c');
    await registry.dispose();
    await db();
    await kit.dispose();
    expect([await db(), await repository(), pools('acme')]).to.deep.equal([client, found, pool]);
    const rows = registry.stats().singletons.filter(({ name }) => name.startsWith('aside '));
    expect(rows.map(({ builds, disposals, evictions = 0 }) => [builds, disposals, evictions])).to.deep.equal([
      [1, 0, 0],
      [1, 0, 0],
      [1, 0, 0],
    ]);
    expect(Client.disposed).to.have.members(['db3', 'acme4', 'b5', 'c6']);
    await registry.dispose();
    expect(Client.disposed).to.include.members(['db1', 'acme2']);
  });

  it('a build that ends meanwhile is there afterwards, and in no test', async () => {
    const gate = deferred<object>();
    let builds = 0;
    const client = containerSingleton(() => (++builds === 1 ? gate.promise : Promise.resolve({ builds })));
    const building = client();
    await using kit = createTestContainer();
    expect(await client()).to.deep.equal({ builds: 2 });
    gate.resolve({ builds: 1 });
    expect(await building).to.deep.equal({ builds: 1 });
    expect(await client()).to.deep.equal({ builds: 2 });
    await kit.dispose();
    expect([await client(), builds]).to.deep.equal([{ builds: 1 }, 2]);
  });

  it('a load that ends meanwhile reaches its caller, and no test', async () => {
    const gate = deferred<string>();
    let loads = 0;
    const load = cached(() => (++loads === 1 ? gate.promise : Promise.resolve('second')), { tags: ['t'] });
    const loading = load();
    const joined = load();
    await using kit = createTestContainer();
    expect(await load()).to.equal('second');
    gate.resolve('first');
    expect([await loading, await joined, await load()]).to.deep.equal(['first', 'first', 'second']);
    await kit.dispose();
    expect([await load(), loads]).to.deep.equal(['first', 2]);
  });

  it('an invocation that is running at the time ends where it began', async () => {
    const gate = deferred();
    const running = runInvocation({}, () => gate.promise);
    await using kit = createTestContainer();
    await kit.run(() => undefined);
    expect(kit.stats().container).to.include({ invocations: 1, coldStart: true });
    gate.resolve();
    await running;
    await kit.run(() => undefined);
    await kit.dispose();
    const { invocations } = registry.stats().container;
    await runInvocation({}, () => undefined);
    expect(registry.stats().container).to.include({ invocations: invocations + 1 });
  });

  it('the container is itself again: identity, invocations, no thaw because of the test', async () => {
    await runInvocation({}, () => undefined);
    const before = registry.stats().container;
    await using kit = createTestContainer({ now: NOON });
    const { id, invocations, startedAt } = kit.stats().container;
    expect([invocations, startedAt]).to.deep.equal([0, NOON]);
    expect(id).not.to.equal(before.id);
    await kit.dispose();
    await runInvocation({}, () => undefined);
    const after = registry.stats().container;
    expect(after).to.include({ id: before.id, startedAt: before.startedAt, invocations: before.invocations + 1, thaws: before.thaws });
  });

  it('what is configured and decorated stays, before, in between and after', async () => {
    registry.keyBuilders.set('kit', (id: string) => id);
    await using kit = createTestContainer();
    try {
      registry.configure({ defaults: { ttl: '1s' } });
      const load = cached((id: string) => ({ id }), { key: 'kit' });
      const first = load('a');
      await kit.reset();
      expect(load('a')).not.to.equal(first);
      const second = load('a');
      await kit.advance('1s');
      expect(load('a')).not.to.equal(second);
      await kit.dispose();
      expect(cacheOf(load).size).to.equal(0);
      load('a');
      expect(cacheOf(load).expiresAt('a')).to.be.within(Date.now() - 1_000, Date.now() + 1_000);
    } finally {
      registry.configure({ defaults: {} });
      registry.keyBuilders.delete('kit');
    }
  });

  it('warnings are given anew, and printed again', async () => {
    const load = cached(() => [1][Symbol.iterator](), { name: 'iterator' });
    load();
    await using kit = createTestContainer();
    load();
    load();
    expect(kit.warnings.map(({ code }) => code)).to.deep.equal(['WARN_WARMSCOPE_ONE_SHOT']);
    await kit.dispose();
    load();
    expect(await reports.codes()).to.deep.equal(['WARN_WARMSCOPE_ONE_SHOT']);
    expect(kit.warnings.map(({ code }) => code)).to.deep.equal(['WARN_WARMSCOPE_ONE_SHOT']);
  });
});

describe('testing: recycle and reset', () => {
  const reports = collectReports();
  const rig = useTestContainer();
  beforeEach(() => {
    Client.disposed = [];
  });

  @ContainerSingleton
  class Storage extends Client {
    constructor() {
      super('storage');
    }
  }
  @ContainerSingleton({ inject: [Storage] })
  class Reports extends Client {
    constructor(readonly storage: Storage) {
      super('reports');
    }
  }

  it('recycle begins a cold container: no entries, clients or counters', async () => {
    const load = cached((id: number) => ({ id }));
    const pools = keyedSingleton((id: number) => ({ id }), { max: 1 });
    const before = [load(1), pools(1), registry.resolve(Reports)];
    await rig.kit.run(() => undefined);
    await rig.kit.run(() => undefined);
    const former = rig.kit.stats();
    expect(former.container.coldStart).to.equal(false);
    await rig.kit.advance('1s');
    await rig.kit.recycle();
    const { container, caches, singletons } = rig.kit.stats();
    expect(container).to.include({ coldStart: true, invocations: 0, ageMs: 0, startedAt: NOON + 1_000 });
    expect(container.id).not.to.equal(former.container.id);
    expect(caches.map(({ loads, size }) => loads + size)).to.satisfy((counts: number[]) => counts.every((count) => count === 0));
    expect(singletons.map(({ builds }) => builds)).to.satisfy((counts: number[]) => counts.every((count) => count === 0));
    const after = [load(1), pools(1), registry.resolve(Reports)];
    expect(after.map((one, index) => one === before[index])).to.deep.equal([false, false, false]);
    expect(Client.disposed).to.deep.equal([]);
  });

  it('recycle disposes with sigterm only, dependents first', async () => {
    registry.resolve(Reports);
    await rig.kit.recycle();
    registry.resolve(Reports);
    await rig.kit.recycle({ sigterm: true });
    expect(Client.disposed).to.deep.equal(['reports', 'storage']);
    expect(rig.kit.stats().singletons.map(({ disposals }) => disposals)).to.satisfy((all: number[]) => all.every((one) => one === 0));
  });

  it('recycle with sigterm does not wait for a disposal that hangs for ever, nor for one that fails', async () => {
    const close = deferred();
    containerSingleton(() => ({ close: () => close.promise }), { name: 'hung' })();
    containerSingleton(() => ({ close: () => Promise.reject(new Error('broken')) }), { name: 'broken' })();
    await rig.kit.recycle({ sigterm: true });
    expect(rig.kit.warnings.map(({ code }) => code)).to.deep.equal(['WARN_WARMSCOPE_DISPOSAL', 'WARN_WARMSCOPE_DISPOSAL']);
  });

  it('recycle ends all timers of the container that is gone', async () => {
    const hung = cached(() => new Promise(() => undefined), { timeout: '1s' });
    let isSettled = false;
    const settle = (): void => {
      isSettled = true;
    };
    hung().then(settle, settle);
    await rig.kit.recycle();
    await rig.kit.advance('1h');
    expect(isSettled).to.equal(false);
  });

  it('recycle lets warnings be given anew, and keeps those that were given', async () => {
    const load = cached(() => [1][Symbol.iterator](), { name: 'iterator' });
    load();
    await rig.kit.recycle();
    load();
    expect(rig.kit.warnings).to.have.length(2);
    expect(await reports.codes()).to.deep.equal([]);
  });

  it('a build of the former container is kept by nobody, and counted by nobody', async () => {
    const gate = deferred<object>();
    let builds = 0;
    const client = containerSingleton(() => (++builds === 1 ? gate.promise : Promise.resolve({})), { name: 'late' });
    const first = client();
    await rig.kit.recycle();
    gate.resolve({ late: true });
    expect(await first).to.deep.equal({ late: true });
    const row = rig.kit.stats().singletons.find(({ name }) => name === 'late');
    expect(row?.builds).to.equal(0);
    expect(await client()).to.deep.equal({});
  });

  it('an eager client that fails late in the former container fails no reader of the new one', async () => {
    const gate = deferred<object>();
    let builds = 0;
    const client = containerSingleton(() => (++builds === 1 ? gate.promise : Promise.resolve({ builds })), { eager: true });
    await rig.kit.run(() => undefined);
    await rig.kit.recycle();
    gate.reject(new Error('late'));
    await nextTurn();
    expect(await client()).to.deep.equal({ builds: 2 });
  });

  it('eager clients are built at the first invocation, not before', async () => {
    let builds = 0;
    containerSingleton(() => ({ build: ++builds }), { eager: true });
    await nextTurn();
    await nextTurn();
    expect(builds).to.equal(0);
    await rig.kit.run(() => undefined);
    expect(builds).to.equal(1);
    await rig.kit.run(() => undefined);
    expect(builds).to.equal(1);
    await rig.kit.recycle();
    await nextTurn();
    expect(builds).to.equal(1);
    await rig.kit.run(() => undefined);
    expect(builds).to.equal(2);
    await rig.kit.recycle();
    await registry.ready();
    expect(builds).to.equal(3);
  });

  it('reset puts the clock back, and forgets warnings in the same array', async () => {
    const { warnings } = rig.kit;
    cached(() => [1][Symbol.iterator]())();
    expect(warnings).to.have.length(1);
    await rig.kit.advance('1h');
    rig.kit.freeze('1h');
    await rig.kit.reset();
    expect(warnings).to.have.length(0);
    expect(rig.kit.stats().container).to.include({ startedAt: NOON, ageMs: 0, invocations: 0 });
    await rig.kit.run(() => undefined);
    expect(rig.kit.stats().container.thaws).to.equal(0);
  });

  it('reset ends an advance that is under way', async () => {
    const seen: number[] = [];
    const hung = cached(() => new Promise(() => undefined), { timeout: '1s' });
    hung().then(undefined, () => seen.push(1));
    const advance = rig.kit.advance('1h');
    const reset = rig.kit.reset();
    await Promise.all([advance, reset]);
    expect([rig.kit.stats().container.ageMs, seen]).to.deep.equal([0, []]);
    await rig.kit.advance('1s');
    expect(rig.kit.stats().container.ageMs).to.equal(1_000);
  });

  for (const method of ['recycle', 'reset', 'dispose'] as const) {
    it(`${method} is refused from within a load or a build, and changes nothing`, async () => {
      const load = cached(() => rig.kit[method](), { name: 'suicide' });
      const client = containerSingleton(() => rig.kit[method](), { name: 'suicide' });
      for (const work of [load, client]) {
        const error = await errorOf(work);
        expect(error).to.include({ code: 'ERR_WARMSCOPE_TEST_CONTAINER', name: 'TestContainerError' });
        expect(error.message).to.match(new RegExp(`^${method} was called by what suicide runs`));
      }
      rig.kit.stats();
    });
  }

  it('unknown options are refused', async () => {
    const error = await errorOf(() => rig.kit.recycle({ sigTerm: true } as never));
    expect(error).to.include({ code: 'ERR_WARMSCOPE_INVALID_OPTION' });
    expect(error.message).to.contain('sigterm');
    expect((await errorOf(() => rig.kit.recycle({ sigterm: 'yes' } as never))).code).to.equal('ERR_WARMSCOPE_INVALID_OPTION');
  });
});

describe('testing: one at a time', () => {
  it('a second container is refused with where the first was created', async () => {
    await using kit = createTestContainer();
    const error = await errorOf(() => createTestContainer());
    expect(error).to.include({ code: 'ERR_WARMSCOPE_TEST_CONTAINER', name: 'TestContainerError' });
    expect(String((error.cause as Error).stack)).to.contain('container.spec');
    await kit.dispose();
    await createTestContainer().dispose();
  });

  it('a refused one leaves nothing behind', async () => {
    for (const options of [{ now: Number.NaN }, { now: 'noon' }, { now: new Date('x') }, { remainingMs: 0 }, { clock: 1 }, null]) {
      const error = await errorOf(() => createTestContainer(options as never));
      expect(error.code).to.equal('ERR_WARMSCOPE_INVALID_OPTION');
    }
    await createTestContainer().dispose();
  });

  it('begins at a Date, at epoch milliseconds, or now', async () => {
    for (const now of [new Date(NOON), NOON]) {
      await using kit = createTestContainer({ now });
      expect(kit.stats().container.startedAt).to.equal(NOON);
    }
    await using kit = createTestContainer();
    expect(kit.stats().container.startedAt).to.be.within(Date.now() - 60_000, Date.now());
  });

  it('disposing twice does nothing, also after another one was created', async () => {
    await using first = createTestContainer();
    await first.dispose();
    await using second = createTestContainer();
    await first.dispose();
    await first[Symbol.asyncDispose]();
    second.stats();
    await second.dispose();
  });

  it('a disposed one is refused by every method', async () => {
    await using kit = createTestContainer();
    await kit.dispose();
    const uses: [string, () => unknown][] = [
      ['invoke', () => kit.invoke(() => undefined)],
      ['run', () => kit.run(() => undefined)],
      ['advance', () => kit.advance('1s')],
      ['freeze', () => kit.freeze('1s')],
      ['recycle', () => kit.recycle()],
      ['override', () => kit.override('token', 1)],
      ['stats', () => kit.stats()],
      ['reset', () => kit.reset()],
    ];
    for (const [method, use] of uses) {
      const error = await errorOf(use);
      expect(error).to.include({ code: 'ERR_WARMSCOPE_TEST_CONTAINER' });
      expect(error.message).to.match(new RegExp(`^${method} of a test container that was disposed`));
    }
  });
});
