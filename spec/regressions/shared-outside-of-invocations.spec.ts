import { expect } from 'chai';
import { type Method, World } from '../shared/sites.js';

// Kind of fault: Outside of invocations what is known of the store is known for a while; a call that waited for it looked at it anew, and where that while had
// ended, or the store was down, asked anew: it went on in a circle without a step of the event loop, and the process hung.
describe('regression: calls outside of invocations, with a copy of the container, end', () => {
  const start = (localTtl?: number): { world: World; value: Method } => {
    const world = new World();
    const site = world.site();
    let loads = 0;
    const value = site.method(async (key: string) => `${key}${++loads}`, {
      shared: { id: 'value', version: 1, localTtl },
      ttl: 600_000,
    });
    return { world, value };
  };

  for (const health of ['down', 'hung'] as const)
    it(`${health}: the copy until its localTtl ends, then the loader`, async () => {
      const { world, value } = start();
      expect(await world.finished(value('a'))).to.equal('a1');
      world.store.health = health;
      await world.pass(30_000, 1_000);
      expect(await world.finished(value('a'))).to.equal('a1');
      await world.pass(31_000, 1_000);
      expect(await world.finished(value('a'))).to.equal('a2');
      expect(await world.finished(Promise.all([value('a'), value('a')]))).to.have.length(2);
    });

  for (const [localTtl, took] of [
    [1, 5],
    [5, 5],
    [50, 100],
  ] as const)
    it(`answers that take ${took} ms, with a localTtl of ${localTtl}: a few questions a call`, async () => {
      const { world, value } = start(localTtl);
      await world.finished(value('a'));
      world.store.holds = (question) => {
        world.clock.after(took, () => question.go());
        return true;
      };
      world.clock.advance(1_000);
      world.store.asked();
      expect(await world.finished(value('a'))).to.equal('a1');
      expect(world.store.asked()).to.be.at.most(2);
    });

  it('those who join a load of an invocation end as well', async () => {
    const { world, value } = start();
    world.store.health = 'down';
    expect(await world.finished(Promise.all([value('a'), value('a'), value('a')]))).to.satisfy((given: unknown[]) =>
      given.every((each) => String(each).startsWith('a')),
    );
  });
});
