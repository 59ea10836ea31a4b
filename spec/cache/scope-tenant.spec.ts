import { inspect } from 'node:util';
import { expect } from 'chai';
import { Cached, cached, cacheOf, createHandler, currentInvocation, type Key, runInvocation } from '../../src/index.js';
import { deferred } from '../support/deferred.js';
import { within } from '../support/tenants.js';
import { collectReports } from '../support/warnings.js';

/** A scoped function that counts its loads and says whom each was for. */
function counting(options: { key?: (...args: never[]) => Key; max?: number } = {}) {
  const loads: string[] = [];
  const load = (...args: unknown[]): string => {
    loads.push(`${currentInvocation()?.tenantId}:${args.map((part) => inspect(part))}`);
    return `${currentInvocation()?.tenantId}#${loads.length}`;
  };
  return { call: cached(load, { scope: 'tenant', ...options } as never), loads };
}

describe('scope tenant', () => {
  const reports = collectReports();

  it('keeps one entry a tenant and key, and hits it in every invocation of that tenant', async () => {
    const { call, loads } = counting();
    for (const round of [1, 2])
      for (const tenant of ['a', 'b'])
        for (const key of ['k', 'l']) expect(await within(tenant, () => call(key)), `round ${round}`).to.match(new RegExp(`^${tenant}#`));
    expect(loads).to.deep.equal(["a:'k'", "a:'l'", "b:'k'", "b:'l'"]);
    expect(cacheOf(call).stats()).to.include({ hits: 4, misses: 4, loads: 4, bypasses: 0, size: 4 });
    expect(await reports.codes(), 'a loader may read the tenant').to.deep.equal([]);
  });

  it('takes the tenant that createHandler tells', async () => {
    const { call, loads } = counting();
    const byContext = createHandler(() => call('k'));
    const byEvent = createHandler((_event: { customer: string }) => call('k'), { tenant: ({ customer }) => customer });
    const given = [await byContext({}, { tenantId: 'a' }), await byEvent({ customer: 'b' }, {}), await byEvent({ customer: 'a' }, {})];
    expect([given, loads.length]).to.deep.equal([['a#1', 'b#2', 'a#1'], 2]);
  });

  for (const [where, run] of [
    ['outside of an invocation', <T>(work: () => T) => Promise.resolve(work())],
    ['in an invocation without a tenant', <T>(work: () => T) => runInvocation({}, work)],
  ] as const) {
    it(`goes past the cache ${where}, and says so once`, async () => {
      const { call, loads } = counting();
      await within('a', () => call('k'));
      for (const expected of ['undefined#2', 'undefined#3']) expect(await run(() => call('k'))).to.equal(expected);
      expect(await within('a', () => call('k')), 'nothing was stored over it').to.equal('a#1');
      expect(cacheOf(call).stats()).to.include({ hits: 1, misses: 1, loads: 1, bypasses: 2, size: 1 });
      const [warning, ...more] = await reports.warnings();
      expect([warning?.code, more.length, loads.length]).to.deep.equal(['WARN_WARMSCOPE_SCOPE', 0, 3]);
      expect(warning?.message)
        .to.match(/^load has the scope 'tenant' .*tenant/)
        .and.not.contain('"k"');
    });
  }

  it('loads once for all concurrent calls of a tenant, and not for those of another', async () => {
    const gate = deferred();
    const loads: (string | undefined)[] = [];
    const call = cached(
      async (_key: string) => {
        const tenant = currentInvocation()?.tenantId;
        loads.push(tenant);
        await gate.promise;
        return tenant;
      },
      { scope: 'tenant' },
    );
    const runs = ['a', 'b', 'a', 'b', 'a'].map((tenant) => within(tenant, () => Promise.all([call('k'), call('k')])));
    gate.resolve();
    expect((await Promise.all(runs)).flat()).to.deep.equal(['a', 'a', 'b', 'b', 'a', 'a', 'b', 'b', 'a', 'a']);
    expect([loads, cacheOf(call).stats().joins]).to.deep.equal([['a', 'b'], 8]);
  });

  const keys: Key[] = ['a', ['a'], ['a', 'a'], [], [[]], [['a']], '', [''], 'a,a', undefined, [undefined], null, 1, '1', Number.NaN]; // biome-ignore format: a list
  const more: Key[] = [[Number.NaN], ['t', 'a'], ['t', ['a']], [Symbol.for('alone'), 'a'], new Date(0), [new Date(0)], '["a"]', 0n, false];
  const tenants = ['t', 'a', 'a,a', '["a"]', '__proto__', 'constructor', ' ', '\u0000', 'undefined', '1', 'alone', 'Symbol(alone)', 't:a'];

  it('never takes one key for another, whatever tenants are called', async () => {
    const { call, loads } = counting({ key: (key: never) => key });
    const all = tenants.flatMap((tenant) => [...keys, ...more].map((key) => [tenant, key] as const));
    const first = [];
    for (const [tenant, key] of all) first.push(await within(tenant, () => call(key)));
    expect(new Set(first).size).to.equal(all.length);
    const second = [];
    for (const [tenant, key] of all) second.push(await within(tenant, () => call(key)));
    expect(second, 'each is found again').to.deep.equal(first);
    expect([loads.length, cacheOf(call).size]).to.deep.equal([all.length, all.length]);
    for (const [tenant, key] of all) expect(await within(tenant, () => cacheOf(call).delete(key))).to.equal(true);
    expect(cacheOf(call).size, 'each is found by its key').to.equal(0);
  });

  it('counts the entries of all tenants in max', async () => {
    const { call } = counting({ max: 3 });
    for (const tenant of ['a', 'b', 'c', 'd']) {
      await within(tenant, () => call('k'));
      await within('a', () => call('k'));
    }
    expect(cacheOf(call).stats()).to.include({ size: 3, max: 3, evictions: 1 });
    expect(await within('b', () => cacheOf(call).has('k')), 'the least recently used').to.equal(false);
    for (const tenant of ['a', 'c', 'd']) expect(await within(tenant, () => cacheOf(call).has('k')), tenant).to.equal(true);
  });

  it('works on methods, getters and static members, per instance or class', async () => {
    let loads = 0;
    const next = (what: string): string => `${what} of ${currentInvocation()?.tenantId}, ${++loads}`;
    class Plans {
      @Cached({ scope: 'tenant' }) plan(): string {
        return next('plan');
      }
      @Cached({ scope: 'tenant', per: 'class' }) async price(_id: string): Promise<string> {
        return next('price');
      }
      @Cached({ scope: 'tenant' }) get limits(): string {
        return next('limits');
      }
      @Cached({ scope: 'tenant' }) static terms(): string {
        return next('terms');
      }
    }
    const [one, two] = [new Plans(), new Plans()];
    const all = async () => [
      one.plan(), two.plan(), await one.price('x'), await two.price('x'), one.limits, two.limits, Plans.terms(), Plans.terms(),
    ]; // biome-ignore format: pairs
    const ofA = await within('a', all);
    expect(ofA.map((text) => Number(text.split(', ')[1]))).to.deep.equal([1, 2, 3, 3, 4, 5, 6, 6]);
    const ofB = await within('b', all);
    expect(ofB.filter((text) => !text.includes('of b'))).to.deep.equal([]);
    expect([await within('a', all), await within('b', all)], 'all are hits').to.deep.equal([ofA, ofB]);
  });
});
