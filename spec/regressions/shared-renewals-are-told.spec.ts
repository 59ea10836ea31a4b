import { expect } from 'chai';
import type { CachedOptions } from '../../src/features/features.js';
import { World } from '../shared/sites.js';
import { type Deferred, deferred } from '../support/deferred.js';

// Kind of fault: `refresh` ends the older copies of all containers, and did so only where its own value got into the store: where that failed, the invalidation
// waited for the next one, and the others went on with what they had until its ttl ended.
describe('regression: a refresh ends the older copies of other containers, whatever becomes of its value', () => {
  interface Value {
    readonly version: number;
    readonly odd?: () => void;
  }

  const start = async (options: CachedOptions = {}) => {
    const world = new World();
    const [one, two] = [world.site({ lease: '3s' }), world.site({ lease: '3s' })];
    let version = 1;
    let gate: Deferred<void> | undefined;
    const load = async (): Promise<Value> => {
      const seen = version;
      await gate?.promise;
      return seen === 2 && options.name === 'odd' ? { version: seen, odd: () => undefined } : { version: seen };
    };
    const [here, there] = [one, two].map((site) => site.method(load, { tags: ({ version: v }: Value) => [`v${v}`], ...options }));
    for (const call of [() => one.run(() => here?.('a')), () => two.run(() => there?.('a'))])
      expect(await call()).to.include({ version: 1 });
    version = 2;
    gate = deferred();
    const refreshed = () => one.run(() => here?.handle.refresh('a') as Promise<Value>);
    const check = async (work: Promise<Value>): Promise<void> => {
      gate?.resolve();
      expect(await world.finished(work)).to.include({ version: 2 });
      world.store.health = 'up';
      world.clock.advance(2_000);
      expect(await world.finished(one.run(() => here?.('a')))).to.include({ version: 2 });
      expect(await world.finished(two.run(() => there?.('a')))).to.include({ version: 2 });
      expect(one.tier?.pendingInvalidations).to.equal(0);
    };
    return { world, two, there, refreshed, check };
  };

  for (const health of ['down', 'hung'] as const)
    for (const options of [{}, { tags: ['fixed'] }, { tags: undefined }])
      for (const isBefore of [true, false])
        it(`the store is ${health} ${isBefore ? 'before' : 'during'} its load; ${'tags' in options ? `tags ${options.tags}` : 'tags by value'}`, async () => {
          const { world, refreshed, check } = await start(options);
          if (isBefore) world.store.health = health;
          const work = refreshed();
          await world.settle();
          world.store.health = health;
          await check(work);
        });

  it('something else is invalidated meanwhile, and its tags were not known', async () => {
    const { world, two, refreshed, check } = await start();
    const work = refreshed();
    await world.settle();
    await two.invalidateTags('other');
    await check(work);
  });

  it('its load takes longer than its lease', async () => {
    const { world, refreshed, check } = await start();
    const work = refreshed();
    await world.settle();
    world.clock.advance(4_000);
    await check(work);
  });

  for (const [what, options] of [
    ['is not to be stored', { store: ({ version }: Value) => version === 1 }],
    ['cannot be stored', { name: 'odd' }],
  ] as const)
    it(`its value ${what}`, async () => {
      const { world, refreshed, check } = await start(options);
      const work = refreshed();
      await world.settle();
      await check(work);
    });
});
