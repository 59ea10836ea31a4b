import { expect } from 'chai';
import { World } from '../shared/sites.js';

/** A probe in the background never found a store that was back: the container was frozen in between. */
describe('regression: shared: an asker is the probe', () => {
  for (const health of ['down', 'hung'] as const)
    it(`so a container with one call a minute finds a store that was ${health}`, async () => {
      const world = new World();
      const site = world.site();
      const value = site.method(async (key: string) => key, { ttl: 10_000 });
      world.store.health = health;
      for (let minute = 0; minute < 4; minute++) {
        await world.finished(site.run(() => value('a')));
        world.clock.time += 60_000;
      }
      expect(site.tier?.state).to.equal('down');
      world.store.health = 'up';
      await site.run(() => value('a'));
      expect(site.tier?.state).to.equal('up');
      expect(world.store.keys('v')).to.have.length(1);
    });
});
