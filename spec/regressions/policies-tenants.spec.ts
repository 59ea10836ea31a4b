import { expect } from 'chai';
import { cached, cacheOf, currentInvocation, runInvocation } from '../../src/index.js';
import { useFakeClock } from '../support/clock.js';
import { nextTurn } from '../support/deferred.js';
import { collectReports } from '../support/warnings.js';

// Kind of fault: The marker between tenant and arguments was the one that ends a list, so entries of calls without arguments were never found again.
describe('regression: calls of tenant scope', () => {
  const clock = useFakeClock();
  const reported = collectReports();

  const keys: readonly [what: string, args: unknown[]][] = [
    ['no arguments', []],
    ['one argument', ['a']],
    ['two arguments', ['a', Number.NaN]],
    ['one that is undefined before another', [undefined, 'b']],
    ['a deep argument', [{ a: [1, { b: new Map([[1, new Set([2])]]) }] }]],
  ];
  for (const [what, args] of keys) {
    it(`with ${what}: their entries are found again, renewed, and dropped`, async () => {
      let loads = 0;
      const load = cached(async (..._args: unknown[]) => `${currentInvocation()?.tenantId} ${++loads}`, {
        scope: 'tenant',
        ttl: 100,
        staleWhileRevalidate: '1h',
      });
      const as = (tenantId: string): Promise<string> => runInvocation({ tenantId }, () => load(...args));
      for (let round = 0; round < 2; round++) expect([await as('a'), await as('b')]).to.deep.equal(['a 1', 'b 2']);
      expect(cacheOf(load).stats()).to.include({ loads: 2, hits: 2, size: 2 });
      clock.advance(100);
      expect([await as('a'), await as('b')]).to.deep.equal(['a 1', 'b 2']);
      await nextTurn();
      expect([await as('a'), await as('b')]).to.deep.equal(['a 3', 'b 4']);
      await runInvocation({ tenantId: 'a' }, () => expect(cacheOf(load).delete(...args)).to.equal(true));
      expect(cacheOf(load).size).to.equal(1);
      expect([await as('b'), await as('a')]).to.deep.equal(['b 4', 'a 5']);
      cacheOf(load).delete(...args);
      expect(cacheOf(load).stats()).to.include({ size: 0, loads: 5 });
      expect(await reported.codes()).to.deep.equal([]);
    });
  }
});
