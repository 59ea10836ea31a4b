import { expect } from 'chai';
import { type Method, type Site, World } from '../shared/sites.js';

// Kind of fault: What an invocation had invalidated itself hid from it what others had invalidated before that: a value that it had from before was set,
// written, and served by all containers.
describe('regression: shared: values set after an own invalidation', () => {
  const EARLIER: Record<string, (site: Site, method: Method) => unknown> = {
    nothing: () => undefined,
    'a tag': (site) => site.invalidateTags('t'),
    'another key': (_, method) => method.handle.delete('b'),
    'the whole member': (_, method) => method.handle.clear(),
    'a value set under another key': (_, method) => method.handle.set(['b'], 0),
    'a promise set under another key': (_, method) => method.handle.set(['b'], Promise.resolve(0)),
    'another key renewed': (_, method) => method.handle.refresh('b'),
  };
  for (const [what, invalidate] of Object.entries(EARLIER))
    it(`${what}: a value from before another container's invalidation is not served`, async () => {
      const world = new World();
      const [one, two, three] = [world.site(), world.site(), world.site()];
      let version = 0;
      const load = async (): Promise<number> => version;
      const [here, there, beyond] = [one.method(load), two.method(load), three.method(load)];
      for (const [site, method] of [[one, here] as const, [two, there] as const, [three, beyond] as const])
        await site.run(() => method('a'));
      await one.run(async () => {
        await world.settle();
        version = 2;
        await two.run(async () => {
          there.handle.delete('a');
          await two.container.tier?.acknowledged();
        });
        await invalidate(one, here);
        await one.container.tier?.acknowledged();
        await world.settle();
        here.handle.set(['a'], 1);
        // An own write is seen by its invocation.
        expect(await here('a')).to.equal(1);
      });
      for (const [site, method] of [[three, beyond] as const, [two, there] as const, [one, here] as const])
        expect(await site.run(() => method('a'))).to.equal(2);
    });
});
