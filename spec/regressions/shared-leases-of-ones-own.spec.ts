import { expect } from 'chai';
import { type Method, type Site, World } from '../shared/sites.js';
import { type Deferred, deferred, errorOf, stateOf } from '../support/deferred.js';

/** Two containers, and the loads of the first, which end when they are told to. */
function start(options = {}) {
  const world = new World();
  const [one, two] = [world.site(), world.site()];
  const loads: Deferred<string>[] = [];
  const here = one.method(
    () => {
      const load = deferred<string>();
      loads.push(load);
      return load.promise;
    },
    { tags: ['t'], ...options },
  );
  const there = two.method(async () => 'theirs', { tags: ['t'], ...options });
  return { world, one, two, here, there, loads };
}

// Kind of fault: A call whose own container had the lease already, for a load that nobody may join any more, waited for that load by way of the store, until
// the lease ended: ten seconds where that load hung.
describe('regression: no load waits for a lease of its own container', () => {
  const ends: Readonly<Record<string, (site: Site, method: Method) => unknown>> = {
    delete: (_, { handle }) => handle.delete('a'),
    clear: (_, { handle }) => handle.clear(),
    invalidateTags: (site) => site.invalidateTags('t'),
  };
  for (const [what, end] of Object.entries(ends))
    it(`of a load that was fenced by ${what}`, async () => {
      const { world, one, two, here, there, loads } = start();
      const first = one.run(() => here('a'));
      await world.settle();
      const second = one.run(async () => {
        await end(one, here);
        return here('a');
      });
      await world.settle();
      expect(loads).to.have.length(2);
      loads[1]?.resolve('new');
      await world.settle();
      expect(await stateOf(second)).to.equal('resolved');
      expect(await two.run(() => there('a'))).to.equal('new');
      loads[0]?.resolve('old');
      expect(await first).to.equal('old');
      expect(await two.run(() => there('a'))).to.equal('new');
      expect(world.store.keys('l')).to.deep.equal([]);
    });

  it('of a load that an invocation has left behind', async () => {
    const { world, one, here, loads } = start({ timeout: 500 });
    const late = one.run(() => errorOf(() => here('a')));
    await world.pass(500);
    expect(await late).to.have.property('code', 'ERR_WARMSCOPE_LOAD_TIMEOUT');
    const next = one.run(() => here('a'));
    await world.settle();
    expect(loads).to.have.length(2);
    loads[1]?.resolve('new');
    expect(await next).to.equal('new');
    loads[0]?.resolve('late');
    await world.settle();
    expect(here.handle.peek('a')).to.equal('new');
    expect(world.store.keys('l')).to.deep.equal([]);
  });

  for (const health of ['down', 'hung'] as const)
    it(`that it could not let go as the store was ${health}`, async () => {
      const { world, one, here, loads } = start();
      const failed = one.run(() => errorOf(() => here('a')));
      await world.settle();
      world.store.health = health;
      loads[0]?.reject(new Error('the origin is down'));
      await world.finished(failed);
      world.store.health = 'up';
      world.clock.advance(1_000);
      const next = one.run(() => here('a'));
      await world.settle();
      expect(loads).to.have.length(2);
      loads[1]?.resolve('new');
      expect(await next).to.equal('new');
      expect(world.store.keys('l')).to.deep.equal([]);
    });

  it('one that was let go too late to be told of is not taken for its own either', async () => {
    const { world, one, two, here, loads } = start();
    const failed = one.run(() => errorOf(() => here('a')));
    await world.settle();
    // The store does what it is told, and its answer does not come.
    world.store.delays = () => true;
    loads[0]?.reject(new Error('the origin is down'));
    await world.finished(failed);
    world.store.delays = () => false;
    const gate = deferred<string>();
    const leads = two.run(() => two.method(() => gate.promise, { tags: ['t'] })('a'));
    await world.settle();
    const waits = one.run(() => here('a'));
    await world.settle();
    expect(loads, 'loads').to.have.length(1);
    gate.resolve('theirs');
    expect(await world.finished(Promise.all([leads, waits]))).to.deep.equal(['theirs', 'theirs']);
  });

  for (const how of ['written', 'refused', 'ended'] as const)
    it(`one that was ${how} is not taken for its own when another container has it`, async () => {
      const { world, one, two, here, loads } = start({ ttl: 1_000, store: (value: string) => value !== 'refused' });
      const first = one.run(() => here('a'));
      await world.settle();
      if (how === 'ended') world.clock.advance(20_000);
      loads[0]?.resolve(how);
      await first;
      world.clock.advance(1_000);
      const gate = deferred<string>();
      const leads = two.run(() => two.method(() => gate.promise, { ttl: 1_000, tags: ['t'] })('a'));
      await world.settle();
      const waits = one.run(() => here('a'));
      await world.settle();
      expect(loads, 'loads').to.have.length(1);
      gate.resolve('theirs');
      expect(await world.finished(Promise.all([leads, waits]))).to.deep.equal(['theirs', 'theirs']);
    });
});
