import { expect } from 'chai';
import { type Method, type Site, World } from '../shared/sites.js';

// Kind of fault: More than a thousand invalidations in one step were folded by a function that called itself for each: the stack ended, and the caller who
// invalidated got a RangeError. What they are looked up in grew by the square.
describe('regression: shared: very many invalidations at once', () => {
  const MANY = 100_000;
  const WAYS: Record<string, (site: Site, method: Method) => unknown> = {
    'tags in one call': (site) => site.invalidateTags(...Array.from({ length: MANY }, (_, at) => `t${at}`)),
    'tags one by one': (site) => {
      for (let at = 0; at < 3_000; at++) void site.invalidateTags(`t${at}`);
    },
    'keys one by one': (_, method) => {
      for (let at = 0; at < 3_000; at++) method.handle.delete(at);
    },
  };
  for (const [what, invalidate] of Object.entries(WAYS))
    for (const isDown of [false, true])
      it(`${what}${isDown ? ', while the store is down' : ''}: none is lost`, async () => {
        const world = new World();
        const [one, two] = [world.site(), world.site()];
        let version = 1;
        const [here, there] = [one, two].map((site) => site.method(async () => version, { tags: ['t7'] })) as [Method, Method];
        await one.run(() => here(7));
        await two.run(() => there(7));
        version = 2;
        if (isDown) world.store.health = 'down';
        await one.run(async () => {
          await invalidate(one, here);
          expect(await here(7)).to.equal(2);
        });
        world.store.health = 'up';
        await world.pass(2_000, 100);
        await one.run(() => here('other'));
        expect(one.tier?.pendingInvalidations).to.equal(0);
        expect(await two.run(() => there(7))).to.equal(2);
      });
});
