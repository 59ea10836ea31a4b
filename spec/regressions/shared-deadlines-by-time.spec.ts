import { expect } from 'chai';
import { World } from '../shared/sites.js';

/** The breaker counted questions: twenty that timed out together opened it, though the store had one bad moment. */
describe('regression: shared: deadlines at one time are one event', () => {
  for (const count of [3, 20])
    it(`of ${count} questions at once`, async () => {
      const world = new World();
      const site = world.site();
      const value = site.method(async (key: string) => key);
      await site.run(() => value('a'));
      world.store.health = 'hung';
      await world.finished(Promise.all(Array.from({ length: count }, (_, at) => site.run(() => value(`k${at}`)))));
      expect(site.tier).to.include({ state: 'up', opened: 0 });
      expect(site.tier?.timeouts).to.be.at.least(count);
      world.store.health = 'up';
      await site.run(() => value('z'));
      await world.settle();
      expect(world.store.keys('v')).to.have.length(2);
    });
});
