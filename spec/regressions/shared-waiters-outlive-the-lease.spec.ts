import { expect } from 'chai';
import { World } from '../shared/sites.js';
import { deferred } from '../support/deferred.js';

/** Waiters gave up with the lease of a leader that had died, and all of them loaded. */
describe('regression: shared: waiters outlive the lease', () => {
  for (const waiters of [2, 5])
    it(`of ${waiters} one takes it over, and the others wait for that one`, async () => {
      const world = new World();
      const gates: (() => void)[] = [];
      const load = () => {
        const gate = deferred<string>();
        gates.push(() => gate.resolve('v'));
        return gate.promise;
      };
      const dead = world.site({ lease: '1s' });
      void dead.run(() => dead.method(load)('a'));
      await world.settle();
      const sites = Array.from({ length: waiters }, () => world.site({ lease: '1s' }));
      const calls = sites.map((site) => site.run(() => site.method(load)('a')));
      await world.pass(1_300, 20);
      expect(gates).to.have.length(2);
      gates[1]?.();
      expect(await world.finished(Promise.all(calls))).to.deep.equal(sites.map(() => 'v'));
      expect(gates).to.have.length(2);
    });
});
