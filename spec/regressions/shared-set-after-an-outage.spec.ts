import { expect } from 'chai';
import { World } from '../shared/sites.js';

// Kind of fault: What was invalidated during an outage goes before every question, and waited for what is looked up before a value that was set is written,
// which is a question: each waited for the other for ever, and all calls of the container with them.
describe('regression: values set after an invalidation that the store did not get', () => {
  for (const health of ['hung', 'down'] as const)
    for (const what of ['one', 'many', 'beside a clear', 'outside of invocations'] as const)
      it(`${what}, ${health}: the container goes on`, async () => {
        const world = new World();
        const site = world.site();
        const value = site.method(async (key: string) => key);
        await site.run(() => value('a'));
        world.store.health = health;
        await world.finished(site.run(() => site.invalidateTags('t')));
        const set = async (): Promise<void> => {
          for (const key of what === 'many' ? ['a', 'b', 'c'] : ['a']) value.handle.set([key], 'set');
          if (what === 'beside a clear') value.handle.clear();
          await site.container.tier?.acknowledged();
        };
        const run = (): Promise<void> => (what === 'outside of invocations' ? set() : site.run(set));
        await world.finished(run());
        world.store.health = 'up';
        await world.pass(2_000, 100);
        await world.finished(Promise.all([run(), run()]));
        expect(await world.finished(site.run(() => value('z')))).to.equal('z');
        expect(site.tier?.pendingInvalidations).to.equal(0);
      });
});
