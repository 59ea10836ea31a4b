import { expect } from 'chai';
import { type Site, World } from '../shared/sites.js';
import { deferred } from '../support/deferred.js';

// Kind of fault: A client whose connection was lost sends again what the store may have: the epoch that an invalidation wrote before those of others took
// their place came back, and all that bore it, in all containers, until its ttl. Writes are rejected that may have been made twice, and made anew.
describe('regression: shared: invalidations that the store gets twice', () => {
  const STEPS = ['G before', 'the epochs', 'G after'];
  const WAYS = {
    'a key': (site: Site, method: ReturnType<Site['method']>) => {
      method.handle.delete('a');
      return site.container.tier?.acknowledged();
    },
    'a member': (site: Site, method: ReturnType<Site['method']>) => {
      method.handle.clear();
      return site.container.tier?.acknowledged();
    },
    'a tag': (site: Site) => site.invalidateTags('t'),
  };
  for (const [what, invalidate] of Object.entries(WAYS))
    for (const [at, step] of STEPS.entries())
      it(`${what}, ${step}: what another container has invalidated meanwhile stays so`, async () => {
        const world = new World();
        const sites = [world.site(), world.site(), world.site()] as const;
        let version = 1;
        const methods = sites.map((site) => site.method(async () => version, { tags: ['t'] }));
        const read = (index: 0 | 1 | 2): Promise<unknown> => sites[index].run(() => methods[index]?.('a'));
        for (const index of [0, 1, 2] as const) await read(index);
        const lost = deferred();
        const store = world.store.connect();
        let writes = 0;
        const first = sites[0];
        world.store.connect = () => ({
          ...store,
          async apply(changes) {
            await store.apply(changes);
            if (writes++ !== at) return;
            await lost.promise;
            await store.apply(changes);
            throw new Error('it may have been made twice');
          },
        });
        first.configure();
        const [one] = methods;
        const done = first.run(async () => one && invalidate(first, one));
        await world.settle();
        expect(await read(2)).to.equal(1);
        version = 2;
        await sites[1].run(async () => methods[1] && invalidate(sites[1], methods[1]));
        lost.resolve();
        await done;
        for (const index of [2, 1, 0, 2] as const) expect(await read(index), `container ${index}`).to.equal(2);
        expect(first.codes).to.deep.equal([]);
        expect(first.tier?.pendingInvalidations).to.equal(0);
      });
});
