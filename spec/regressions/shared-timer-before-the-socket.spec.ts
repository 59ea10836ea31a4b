import { expect } from 'chai';
import { World } from '../shared/sites.js';

/** In a blocked or thawed event loop the timer of a deadline rang before the answer was read, which was there. */
describe('regression: shared: an answer that is there when the timer rings', () => {
  for (const blocked of [250, 5_000])
    it(`is taken after ${blocked} ms in which nothing ran`, async () => {
      const world = new World();
      const [one, two] = [world.site(), world.site()];
      const load = async () => 'loaded';
      await one.run(() => one.method(load)('a'));
      const value = two.method(async () => 'loaded anew');
      world.store.holds = () => true;
      const call = two.run(() => value('a'));
      await world.settle();
      // The clock jumps, the timer rings, and only then the socket is read.
      world.store.holds = () => false;
      world.clock.advance(blocked);
      for (const question of world.store.held.splice(0)) question.go();
      expect(await call).to.equal('loaded');
      expect(two.tier?.timeouts).to.equal(0);
    });
});
