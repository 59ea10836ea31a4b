import { expect } from 'chai';
import type { CachedOptions } from '../../src/features/features.js';
import { deferred, stateOf } from '../support/deferred.js';
import { type Method, World } from './sites.js';

function start(options: CachedOptions = {}, tier = {}) {
  const world = new World();
  let runs = 0;
  const make = () => {
    const site = world.site(tier);
    return { site, value: site.method(async (key: string) => `${key}${++runs}`, options) };
  };
  return { world, one: make(), two: make(), runs: () => runs };
}

/** What a store that fails does to the calls of several containers. */
describe('shared/failures', () => {
  it('a store that refuses is past at once: local copies up to localTtl, then loads, and nothing waits', async () => {
    const { world, one, runs } = start({ shared: { id: 'value', version: 1, localTtl: 5_000 } });
    await one.site.run(() => one.value('a'));
    world.store.health = 'down';
    world.clock.advance(4_000);
    expect(await one.site.run(() => one.value('a'))).to.equal('a1');
    expect(one.site.tier).to.include({ state: 'down', opened: 1, timeouts: 0 });
    expect(await one.site.run(() => one.value('b'))).to.equal('b2');
    world.clock.advance(1_000);
    expect(await one.site.run(() => one.value('a'))).to.equal('a3');
    expect(runs()).to.equal(3);
    expect(one.value.handle.stats().sharedErrors).to.be.greaterThan(0);
  });

  it('a store that hangs costs an invocation one deadline, whatever it calls', async () => {
    const { world, one } = start();
    await one.site.run(() => one.value('a'));
    world.store.health = 'hung';
    const call = one.site.run(async () => [await one.value('b'), await one.value('c'), await one.value('d')]);
    await world.pass(240);
    expect(await stateOf(call)).to.equal('pending');
    await world.pass(20);
    expect(await stateOf(call)).to.equal('resolved');
  });

  it('slow answers cost an invocation one deadline altogether as well', async () => {
    const { world, one } = start();
    let isSlow = false;
    world.store.holds = (question) => {
      if (isSlow) world.clock.after(200, () => question.go());
      return isSlow;
    };
    await one.site.run(() => one.value('a'));
    isSlow = true;
    const from = world.clock.time;
    const call = one.site.run(async () => {
      for (const key of ['b', 'c', 'd', 'e']) await one.value(key);
      return world.clock.time - from;
    });
    expect(await world.finished(call)).to.be.within(200, 260);
  });

  it('three deadlines without an answer open the breaker, and 20 at one time are one of them', async () => {
    const { world, one } = start();
    await one.site.run(() => one.value('a'));
    world.store.health = 'hung';
    for (const opened of [0, 0, 1]) {
      const calls = Array.from({ length: 20 }, (_, at) => one.site.run(() => one.value(`k${at}`)));
      await world.finished(Promise.all(calls));
      expect(one.site.tier?.opened).to.equal(opened);
    }
    expect(world.store.resets).to.equal(1);
    const from = world.clock.time;
    await world.finished(one.site.run(() => one.value('z')));
    expect(world.clock.time - from).to.be.at.most(10);
  });

  it('an asker is the probe: after a pause the next call finds the store again', async () => {
    const { world, one } = start();
    world.store.health = 'down';
    await one.site.run(() => one.value('a'));
    world.store.health = 'up';
    await one.site.run(() => one.value('a'));
    expect(one.site.tier?.state).to.equal('down');
    world.clock.advance(250);
    await one.site.run(() => one.value('a'));
    expect(one.site.tier?.state).to.equal('up');
    expect(world.store.keys('v')).to.have.length(1);
  });

  it('probes pause longer each time, up to a second', async () => {
    const { world, one } = start();
    world.store.health = 'down';
    await one.site.run(() => one.value('a'));
    const probes: number[] = [];
    const from = world.clock.time;
    for (let passed = 0; passed < 4_000; passed += 50) {
      world.clock.advance(50);
      world.store.asked();
      await one.site.run(() => one.value(`k${passed}`));
      if (world.store.asked() > 0) probes.push(world.clock.time - from);
    }
    expect(probes.map((at, index) => at - (probes[index - 1] ?? 0))).to.deep.equal([250, 500, 1_000, 1_000, 1_000]);
  });

  it('an invalidation that is not acknowledged is warned of, kept, and sent before the next answer', async () => {
    const { world, one, two } = start();
    await one.site.run(() => one.value('a'));
    await two.site.run(() => two.value('a'));
    world.store.health = 'down';
    await one.site.run(() => one.value.handle.delete('a'));
    expect(one.site.codes).to.include('WARN_WARMSCOPE_INVALIDATION');
    expect(one.site.tier?.pendingInvalidations).to.equal(1);
    world.store.health = 'up';
    world.clock.advance(2_000);
    expect(await one.site.run(() => one.value('a'))).to.equal('a2');
    expect(one.site.tier?.pendingInvalidations).to.equal(0);
    expect(await two.site.run(() => two.value('a'))).to.equal('a2');
  });

  it('invalidations beyond the bound fold into members and tags, and none is lost', async () => {
    const { world, one, two } = start({ tags: ['t'] });
    await one.site.run(() => one.value('a'));
    await two.site.run(() => two.value('a'));
    world.store.health = 'down';
    await one.site.run(() => one.site.invalidateTags('t'));
    for (let at = 0; at < 1_200; at++) await one.site.run(() => one.site.invalidateTags(`other${at}`));
    expect(one.site.tier?.pendingInvalidations).to.be.at.most(1_001);
    world.store.health = 'up';
    world.clock.advance(2_000);
    await one.site.run(() => one.value('b'));
    expect(one.site.tier?.pendingInvalidations).to.equal(0);
    expect(await two.site.run(() => two.value('a'))).to.equal('a3');
  });

  it('what was loaded while the store was down is dropped as soon as it is back', async () => {
    const { world, one } = start();
    world.store.health = 'down';
    expect(await one.site.run(() => one.value('a'))).to.equal('a1');
    expect(await one.site.run(() => one.value('a'))).to.equal('a1');
    world.store.health = 'up';
    world.clock.advance(1_000);
    expect(await one.site.run(() => one.value('a'))).to.equal('a2');
    expect(await one.site.run(() => one.value('a'))).to.equal('a2');
  });

  it('a store that was wiped, or has evicted epochs, begins them anew: one load per key, nothing old', async () => {
    const { world, one, two, runs } = start();
    await one.site.run(() => one.value('a'));
    world.store.entries.clear();
    expect(await two.site.run(() => two.value('a'))).to.equal('a2');
    expect(await one.site.run(() => one.value('a'))).to.equal('a2');
    for (const key of world.store.keys('e')) world.store.entries.delete(key);
    expect(await one.site.run(() => one.value('a'))).to.equal('a3');
    expect(await two.site.run(() => two.value('a'))).to.equal('a3');
    expect(runs()).to.equal(3);
  });

  it('a store that is full gives everybody a value, and no error', async () => {
    const { world, one, two } = start();
    world.store.isFull = true;
    expect(await world.finished(one.site.run(() => one.value('a')))).to.equal('a1');
    expect(await world.finished(two.site.run(() => two.value('a')))).to.equal('a2');
  });

  it('without set-if-absent every container loads for itself, and it says so once', async () => {
    const world = new World();
    world.store.hasAdd = false;
    const [one, two] = [world.site(), world.site()];
    let runs = 0;
    const gate = deferred();
    const load = async (key: string) => {
      await gate.promise;
      return `${key}${++runs}`;
    };
    const calls = [one, two].map((site) => site.run(() => site.method(load)('a')));
    await world.settle();
    gate.resolve();
    await Promise.all(calls);
    expect(runs).to.equal(2);
    expect(one.codes).to.deep.equal(['WARN_WARMSCOPE_OPTION']);
    expect(world.store.keys('v')).to.have.length(1);
  });

  for (const [what, change] of Object.entries<(value: Method) => unknown>({
    set: (value) => value.handle.set(['a'], 'set'),
    refreshed: (value) => value.handle.refresh('a'),
  }))
    it(`without set-if-absent what was ${what} is loaded anew by the next invocation, for all`, async () => {
      const world = new World();
      world.store.hasAdd = false;
      const [one, two] = [world.site(), world.site()];
      let runs = 0;
      const [here, there] = [one, two].map((site) => site.method(async () => `loaded${++runs}`)) as [Method, Method];
      await one.run(() => here('a'));
      expect(await two.run(() => there('a'))).to.equal('loaded1');
      await one.run(() => change(here));
      const before = runs;
      const given = [await one.run(() => here('a')), await two.run(() => there('a'))];
      expect(given).to.deep.equal([`loaded${before + 1}`, `loaded${before + 1}`]);
      expect(runs).to.equal(before + 1);
    });

  it('a thaw gives up sockets that may be dead', async () => {
    const { world, one } = start();
    await one.site.run(() => one.value('a'));
    world.clock.time += 3_600_000;
    await one.site.run(() => one.value('a'));
    expect(world.store.resets).to.equal(1);
  });
});
