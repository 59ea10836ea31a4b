import { expect } from 'chai';
import { type Method, World } from '../shared/sites.js';
import { deferred } from '../support/deferred.js';

const LEASE_MS = 10_000;

/** A container was frozen past the end of its lease, and its stopwatch with it: it deleted the lease of who had taken over. */
describe('regression: shared: a lease that has ended is not let go', () => {
  /** How the load of the frozen container ends. */
  const ENDS: Readonly<Record<string, (gate: ReturnType<typeof deferred<unknown>>) => void>> = {
    'its load fails': (gate) => gate.reject(new Error('down')),
    'its value is not to be stored': (gate) => gate.resolve(undefined),
    'its value could be stored': (gate) => gate.resolve('late'),
    'its value cannot be written': (gate) => gate.resolve(() => 'a function'),
  };
  for (const [how, end] of Object.entries(ENDS))
    for (const stoodStill of [0, LEASE_MS + 500, LEASE_MS + 1_000])
      it(`${how}, and its stopwatch stood still for ${stoodStill} ms`, async () => {
        const world = new World();
        const gates = [deferred<unknown>(), deferred<unknown>()];
        let loads = 0;
        const load = () => gates[loads++]?.promise ?? Promise.resolve('one too many');
        const sites = [world.site(), world.site(), world.site()];
        const calls = sites.map((site) => site.method(load, { store: (value) => value !== undefined }));
        const [here, there, elsewhere] = calls as [Method, Method, Method];
        const frozen = sites[0]?.run(() => here('a')).catch(() => undefined);
        await world.settle();
        world.clock.advance(LEASE_MS + 1_000);
        const others = [sites[1]?.run(() => there('a')), sites[2]?.run(() => elsewhere('a'))];
        await world.settle();
        expect(loads, 'one has taken over').to.equal(2);
        if (sites[0] !== undefined) sites[0].clock.stoodStill = stoodStill;
        end(gates[0] as (typeof gates)[0]);
        await world.pass(500);
        expect(world.store.keys('l')).to.have.length(1);
        gates[1]?.resolve('new');
        expect(await world.finished(Promise.all(others))).to.deep.equal(['new', 'new']);
        await frozen;
        expect(loads).to.equal(2);
      });
});
