import { expect } from 'chai';
import { givenClock } from '../../src/registry/user-clock.js';
import { systemClock } from '../../src/util/clock.js';
import { World } from '../shared/sites.js';

// Kind of fault: A question to the store was given up only when the clock of the container had moved on: with one that a test had stopped, and one that went
// back, the call of a store that hung never ended, and a timer kept the process alive.
describe('regression: shared: deadlines under clocks of the user', () => {
  const CLOCKS = {
    'stands still': () => 1_700_000_000_000,
    'goes back': (
      (time) => () =>
        (time -= 1_000)
    )(1_700_000_000_000),
    'runs a thousand times too slow': () => systemClock.now() / 1_000,
    'cannot tell the time': (
      (asked) => () =>
        asked++ === 0 ? 1 : Number.NaN
    )(0),
  };
  for (const [what, now] of Object.entries(CLOCKS))
    it(`one that ${what}: a store that hangs costs a call one deadline`, async () => {
      const world = new World();
      const site = world.site({ timeout: '20ms' });
      site.container.clock.use(givenClock({ now }, () => undefined));
      world.store.health = 'hung';
      const value = site.method(async (key: string) => key);
      expect(await site.run(() => value('a'))).to.equal('a');
      expect(site.tier?.timeouts).to.equal(1);
    });
});
