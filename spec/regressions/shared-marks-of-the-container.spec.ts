import { expect } from 'chai';
import { type Method, World } from '../shared/sites.js';
import { deferred } from '../support/deferred.js';

/** Two containers that read the same origin. */
function start() {
  const world = new World();
  const origin = { value: 'old', gate: undefined as Promise<unknown> | undefined };
  const make = (tier = {}) => {
    const site = world.site(tier);
    const load = async (): Promise<string> => {
      const { value, gate } = origin;
      await gate;
      return value;
    };
    return { site, value: site.method(load, { tags: ['t'] }) };
  };
  return { world, origin, make };
}

// Kinds of fault: How new an entry of the container is was said wrongly: by the numbers of a tier that was replaced, which are no numbers of the present one;
// as of the end of a refresh, in place of its question; or as older than an invalidation that it had itself caused.
describe('regression: how new a copy of the container is', () => {
  for (const [name, tier] of [['another prefix', { prefix: 'new' }], ['the same', {}]] as const) // biome-ignore format: one line
    it(`what a former tier loaded is verified by the present one (${name})`, async () => {
      const { world, origin, make } = start();
      const one = make();
      for (let count = 0; count < 40; count++) await one.site.run(() => one.value(count));
      const other = make(tier);
      one.site.configure(tier);
      await other.site.run(() => other.value('more'));
      origin.value = 'new';
      await world.finished(other.site.run(() => other.site.invalidateTags('t')));
      expect(await world.finished(one.site.run(() => one.value(39)))).to.equal('new');
      expect(await world.finished(one.site.run(() => one.value(38)))).to.equal('new');
    });

  const invalidations: Record<string, (other: { site: ReturnType<World['site']>; value: Method }) => Promise<void>> = {
    'its key': async ({ site, value }) => {
      value.handle.delete('a');
      await site.container.tier?.acknowledged();
    },
    'the method': async ({ site, value }) => {
      value.handle.clear();
      await site.container.tier?.acknowledged();
    },
    'a tag': ({ site }) => site.invalidateTags('t'),
  };
  for (const [name, invalidate] of Object.entries(invalidations))
    it(`what a refresh read before another container invalidated ${name} is not served to a later invocation`, async () => {
      const { world, origin, make } = start();
      const [one, other] = [make(), make()];
      await one.site.run(() => one.value('a'));
      const gate = deferred<void>();
      origin.gate = gate.promise;
      const refreshed = one.site.run(() => one.value.handle.refresh('a') as Promise<unknown>);
      await world.settle();
      Object.assign(origin, { value: 'new', gate: undefined });
      await world.finished(other.site.run(() => invalidate(other)));
      const begun = deferred<void>();
      const later = one.site.run(() => begun.promise.then(() => one.value('a')));
      await world.settle();
      gate.resolve();
      expect(await world.finished(refreshed)).to.equal('old');
      await world.settle();
      begun.resolve();
      expect(await world.finished(later)).to.equal('new');
    });

  for (const health of ['up', 'down', 'full', 'without add'] as const)
    it(`an invocation has what it has set, whatever becomes of the store (${health})`, async () => {
      const { world, make } = start();
      world.store.hasAdd = health !== 'without add';
      world.store.isFull = health === 'full';
      if (health === 'down') world.store.health = 'down';
      const { site, value } = make();
      const given = site.run(async () => {
        value.handle.set(['a'], 'set');
        await world.settle();
        const first = await value('a');
        await world.settle();
        return [first, await value('a')];
      });
      expect(await world.finished(given)).to.deep.equal(['set', 'set']);
    });
});
