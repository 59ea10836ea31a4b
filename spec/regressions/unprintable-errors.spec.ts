import { expect } from 'chai';
import { cached, cacheOf, registry } from '../../src/index.js';
import { errorOf } from '../support/deferred.js';
import { keepInvariants } from '../support/invariants.js';
import { collectReports } from '../support/warnings.js';

const unprintable: unknown = Object.create(null);
const failing = (): never => {
  throw unprintable;
};

// Kind of fault: Messages contained String(thrown value), which throws for an object without a prototype.
describe('regression: options that throw something String() cannot convert', () => {
  const reports = collectReports();
  keepInvariants();

  for (const option of ['ttl', 'store'] as const) {
    it(`${option}: the value is given, not stored, and a warning says so`, async () => {
      let loads = 0;
      const f = cached(async () => ++loads, { [option]: failing });
      expect([await f(), await f()]).to.deep.equal([1, 2]);
      expect(cacheOf(f).stats()).to.include({ loadErrors: 0, uncacheable: 2, size: 0 });
      expect(await reports.codes()).to.deep.equal(['WARN_WARMSCOPE_OPTION']);
      registry.clear();
    });
  }

  it('key: a CacheKeyError with what was thrown as its cause', async () => {
    const error = await errorOf(() => cached(() => 1, { key: failing })());
    expect(error.code).to.equal('ERR_WARMSCOPE_CACHE_KEY');
    expect(error.cause).to.equal(unprintable);
  });
});
