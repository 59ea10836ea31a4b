import { expect } from 'chai';
import { World } from '../shared/sites.js';

/** A flush in flight was taken for one that covers a later invalidation of the same tag. */
describe('regression: shared: the second of two invalidations', () => {
  for (const [what, drop] of [
    ['of one tag', 'tag'],
    ['of one key', 'key'],
    ['of one member', 'member'],
  ] as const)
    it(`${what} is sent although the first is on its way`, async () => {
      const world = new World();
      const [one, two] = [world.site(), world.site()];
      let version = 1;
      const load = async () => version;
      const [here, there] = [one, two].map((site) => site.method(load, { tags: ['t'] }));
      const invalidate = (): unknown => {
        if (drop === 'tag') return one.invalidateTags('t');
        if (drop === 'key') return here?.handle.delete('a');
        return here?.handle.clear();
      };
      await one.run(() => here?.('a'));
      let isOpen = false;
      world.store.holds = ({ kind, keys }) => !isOpen && kind === 'apply' && keys.every((key) => key.includes(':e:'));
      const first = one.run(invalidate);
      for (let step = 0; step < 2; step++) {
        await world.settle();
        world.store.held.splice(0)[0]?.go();
      }
      await world.settle();
      // The epoch of the first is there; another container loads what is about to change once more.
      expect(await two.run(() => there?.('a'))).to.equal(1);
      version = 2;
      const second = one.run(invalidate);
      await world.settle();
      isOpen = true;
      for (const question of world.store.held.splice(0)) question.go();
      await Promise.all([first, second]);
      await world.settle();
      expect(one.tier?.pendingInvalidations).to.equal(0);
      expect(await two.run(() => there?.('a'))).to.equal(2);
    });
});
