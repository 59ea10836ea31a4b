import { expect } from 'chai';
import { cached, cacheOf, registry } from '../../src/index.js';
import { containerRegistry } from '../../src/registry/global-registry.js';
import { collectReports } from '../support/warnings.js';

// A clock that failed while a load ended left the flight in the air, or an entry that nothing counted.
describe('regression: a clock that fails', () => {
  collectReports();
  afterEach(() => registry.configure({ clock: undefined }));

  for (const failsAt of [1, 2, 3, 4]) {
    for (const isAsync of [false, true]) {
      it(`at its reading ${failsAt}, of ${isAsync ? 'an async' : 'a sync'} load, leaves nothing behind`, async () => {
        let reads = 0;
        const now = (): number => {
          if (++reads === failsAt) throw new Error('no clock');
          return 1_000;
        };
        let loads = 0;
        const load = (): number => ++loads;
        const f = cached(isAsync ? async () => load() : load, { ttl: 100 });
        registry.configure({ clock: { now } });
        const call = async (): Promise<number | string> => {
          try {
            return await f();
          } catch (error) {
            return (error as Error).message;
          }
        };
        const answers = [await call(), await call(), await call()];
        expect(answers.filter((answer) => answer !== 'no clock').length, answers.join(', ')).to.be.at.least(2);
        expect(await call()).to.equal(loads);
        expect(cacheOf(f).size).to.equal(cacheOf(f).stats().size);
        expect(containerRegistry.caches.ofFunction(f)?.cache.loads.size).to.equal(0);
        registry.clear();
      });
    }
  }
});
