import { expect } from 'chai';
import { World } from '../shared/sites.js';

/** An own invalidation was marked before its flush only: what was read from the store during the flush was kept. */
describe('regression: shared: an own invalidation that is on its way', () => {
  for (const steps of [0, 1, 2])
    it(`is not missed by calls of its container, with ${steps} of three questions acknowledged`, async () => {
      const world = new World();
      const [one, two] = [world.site(), world.site()];
      let version = 1;
      const load = async () => version;
      const [here, there] = [one.method(load), two.method(load)];
      await two.run(() => there('a'));
      version = 2;
      world.store.holds = ({ kind, keys }) => kind === 'apply' && keys.every((key) => key.includes(':e:'));
      await one.run(async () => {
        here.handle.delete('a');
        for (let step = 0; step < steps; step++) {
          await world.settle();
          world.store.held.splice(0)[0]?.go();
        }
        await world.settle();
        expect(await here('a')).to.equal(2);
        world.store.holds = () => false;
        for (const question of world.store.held.splice(0)) question.go();
        await world.settle();
        expect(await here('a')).to.equal(2);
      });
      expect(await two.run(() => there('a'))).to.equal(2);
    });
});
