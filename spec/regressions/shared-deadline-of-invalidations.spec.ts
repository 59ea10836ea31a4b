import { expect } from 'chai';
import { type Method, type Site, World } from '../shared/sites.js';

type Act = (site: Site, method: Method) => unknown;

// Kind of fault: What an invocation waits for the store was counted from its first call of a shared method on: what it had invalidated before, in a container
// that had called none yet, waited one deadline for each question.
describe('regression: invalidations of an invocation wait one deadline altogether', () => {
  const invalidate: Act = (site) => site.invalidateTags('t');
  const drop: Act = (_, { handle }) => handle.delete('a');
  const clear: Act = (_, { handle }) => handle.clear();
  const call: Act = (_, method) => method('a');
  const WAYS: Readonly<Record<string, readonly Act[]>> = {
    'one of tags': [invalidate],
    'several of tags': [invalidate, invalidate, invalidate],
    'in the background': [drop, clear],
    'before a call': [invalidate, call, invalidate, call],
    'behind a call': [drop, call, clear],
  };
  for (const [what, acts] of Object.entries(WAYS))
    it(what, async () => {
      const world = new World();
      const site = world.site();
      const method = site.method(async () => 1, { tags: ['t'] });
      world.store.health = 'hung';
      const from = world.clock.time;
      const work = site.run(async () => {
        for (const act of acts) await act(site, method);
      });
      await world.finished(work);
      expect(world.clock.time - from).to.be.at.most(260);
      world.store.health = 'up';
      world.clock.advance(1_000);
      await world.finished(site.run(() => method('b')));
      expect(site.tier?.pendingInvalidations).to.equal(0);
    });
});

// Kind of fault: An invocation that waited for what another one had asked had still its whole deadline afterwards.
describe('regression: waiting for what other invocations have asked is waiting as well', () => {
  const start = async (calls = true) => {
    const world = new World();
    const site = world.site();
    const method = site.method(async () => 1, { tags: ['t'] });
    if (calls) await site.run(() => method('a'));
    const ended = async (...works: (() => unknown)[]): Promise<number> => {
      const from = world.clock.time;
      await world.finished(Promise.all(works.map((work) => site.run(work))));
      return world.clock.time - from;
    };
    return { world, site, method, ended };
  };

  for (const isUsed of [true, false])
    it(`for an invalidation, in a container that has ${isUsed ? '' : 'not '}called a shared method`, async () => {
      const { world, site, method, ended } = await start(isUsed);
      world.store.health = 'hung';
      const invalidate = () => site.invalidateTags('t');
      const dropAndCall = () => [method.handle.delete('a'), method('b')];
      expect(await ended(invalidate, invalidate, dropAndCall, invalidate)).to.be.at.most(260);
    });

  it('for a load that is joined, and then for one of its own', async () => {
    const { world, site, method, ended } = await start(false);
    // All have begun before the container has called a shared method.
    world.store.health = 'hung';
    const inTurn = async (): Promise<void> => {
      await undefined;
      await method('a');
      await method('b');
      await site.invalidateTags('t');
    };
    expect(await ended(inTurn, inTurn, inTurn)).to.be.at.most(260);
  });

  it('for the epochs of an entry', async () => {
    const { world, site, method, ended } = await start();
    const two = world.site();
    await two.invalidateTags('other');
    // G is answered, and nothing after it.
    world.store.holds = ({ keys }) => keys.length > 1;
    const inTurn = async (): Promise<void> => {
      await method('a');
      await site.invalidateTags('t');
    };
    expect(await ended(inTurn, inTurn)).to.be.at.most(260);
  });

  it('for what is looked up before values are written that were set', async () => {
    const { world, site, method, ended } = await start();
    world.store.holds = ({ keys }) => keys.length > 1;
    const set = () => method.handle.set(['a'], 2);
    expect(await ended(set, () => site.invalidateTags('t'), set)).to.be.at.most(260);
  });
});
