import { expect } from 'chai';
import { World } from '../shared/sites.js';
import { deferred } from '../support/deferred.js';

/** A call of a later invocation joined a load from before an invalidation elsewhere, and got its value. */
describe('regression: shared: joiners of a load that was not stored', () => {
  for (const [what, options] of [
    ['as its store option refuses it', { store: (value: number) => value > 1 }],
    ['as its epochs have ended', {}],
    ['as its tags were not known', { tags: (value: number) => [`v${value}`] }],
  ] as const)
    it(`load anew: ${what}`, async () => {
      const world = new World();
      const [one, two] = [world.site(), world.site()];
      let version = 1;
      const gate = deferred();
      let isFirst = true;
      const value = one.method(async () => {
        const seen = version;
        if (isFirst) {
          isFirst = false;
          await gate.promise;
        }
        return seen;
      }, options);
      const other = two.method(async () => 0, options);
      const early = one.run(() => value('a'));
      await world.settle();
      version = 2;
      await two.run(() => other.handle.delete('a'));
      const late = one.run(() => value('a'));
      await world.settle();
      gate.resolve();
      expect(await early).to.equal(1);
      expect(await world.finished(late)).to.equal(2);
    });

  it('one that joins in an invocation from before that gets it', async () => {
    const world = new World();
    const site = world.site();
    const gate = deferred();
    let runs = 0;
    const value = site.method(async () => {
      runs++;
      await gate.promise;
      return runs;
    });
    const both = site.run(() => Promise.all([value('a'), value('a')]));
    await world.settle();
    gate.resolve();
    expect(await both).to.deep.equal([1, 1]);
    expect(value.handle.stats()).to.include({ joins: 1, misses: 1, loads: 1 });
  });
});
