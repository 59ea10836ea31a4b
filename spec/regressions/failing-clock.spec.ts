import { expect } from 'chai';
import { cached, cacheOf, registry } from '../../src/index.js';
import { containerRegistry } from '../support/container.js';
import { collectReports } from '../support/warnings.js';

// Kind of fault: A clock that failed while a load ended left an unfinished flight, or an entry that was not counted; and the caller got the clock's
// error.
describe('regression: a clock that fails', () => {
  const reported = collectReports();
  afterEach(() => registry.configure({ clock: undefined }));

  for (const failsAt of [1, 2, 3, 4]) {
    for (const isAsync of [false, true]) {
      it(`at its reading ${failsAt}, of ${isAsync ? 'an async' : 'a sync'} load, leaves nothing behind`, async () => {
        let reads = Number.NEGATIVE_INFINITY;
        const now = (): number => {
          if (++reads === failsAt) throw new Error('no clock');
          return 1_000;
        };
        let loads = 0;
        const load = (): number => ++loads;
        const f = cached(isAsync ? async () => load() : load, { ttl: 100 });
        registry.configure({ clock: { now } });
        reads = 0;
        for (let call = 0; call < 4; call++) expect(await f()).to.equal(loads);
        expect(loads, 'loaded again at most once').to.be.at.most(2);
        expect(cacheOf(f).size).to.equal(cacheOf(f).stats().size);
        expect(containerRegistry.caches.ofFunction(f)?.cache.flights.all.length).to.equal(0);
        expect(await reported.codes()).to.deep.equal(reads < failsAt ? [] : ['WARN_WARMSCOPE_OPTION']);
        registry.clear();
      });
    }
  }
});
