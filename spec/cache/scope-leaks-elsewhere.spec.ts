import { expect } from 'chai';
import { cached, cacheOf, currentInvocation } from '../../src/index.js';
import { printedBy } from '../packaging/project.js';
import { useFakeClock } from '../support/clock.js';
import { deferred, errorOf, nextTurn } from '../support/deferred.js';
import { within } from '../support/tenants.js';
import { collectReports } from '../support/warnings.js';

const tenant = (): string => `${currentInvocation()?.tenantId}`;

describe('scope leaks: options, values, errors, background', () => {
  const reports = collectReports();
  const clock = useFakeClock();

  it('a key builder may read the tenant: that is a way to partition', async () => {
    const load = cached(async (id: string) => `${id} #${++loads}`, { key: (id) => [tenant(), id] });
    let loads = 0;
    for (const _round of [1, 2])
      expect([await within('a', () => load('x')), await within('b', () => load('x'))]).to.deep.equal(['x #1', 'x #2']);
    expect([cacheOf(load).size, await reports.codes()]).to.deep.equal([2, []]);
  });

  it('when, store, ttl and errorTtl may read it: they decide what is kept, not what is in it', async () => {
    const isWanted = () => tenant() === 'a';
    const ofA: [options: object, size: number, bypasses: number][] = [
      [{ when: isWanted }, 1, 1],
      [{ store: isWanted }, 1, 0],
      [{ ttl: () => (isWanted() ? '1h' : 0) }, 1, 0],
    ];
    for (const [options, size, bypasses] of ofA)
      for (const value of [5, Promise.resolve(5)]) {
        const load = cached(() => value, options);
        for (const of of ['b', 'a', 'a']) expect(await within(of, load)).to.equal(5);
        expect(cacheOf(load).stats()).to.include({ size, bypasses, hits: 1 });
      }
    const failing = cached(() => Promise.reject(new Error('x')), { errorTtl: () => (isWanted() ? '1h' : 0) });
    for (const of of ['b', 'a', 'a']) await errorOf(() => within(of, failing));
    expect([cacheOf(failing).stats().loads, await reports.codes()]).to.deep.equal([2, []]);
  });

  it('is found in a method that has only given plain values so far, and in the load around it', async () => {
    let isReading = false;
    const inner = cached((_id: number) => (isReading ? tenant() : 'plain'));
    const outer = cached((id: number) => inner(id));
    for (const id of [1, 2]) await within('a', () => outer(id));
    isReading = true;
    for (const of of ['a', 'b']) expect(await within(of, () => outer(3))).to.equal(of);
    expect([cacheOf(inner).size, cacheOf(outer).size]).to.deep.equal([2, 2]);
    isReading = false;
    await within('a', () => outer(4));
    expect([cacheOf(inner).size, cacheOf(outer).size, (await reports.codes()).length]).to.deep.equal([3, 3, 2]);
  });

  it('is found in the first promise of such a method, by nobody else joined', async () => {
    let isAsync = false;
    const inner = cached((_id: number) => (isAsync ? nextTurn().then(tenant) : 'plain'));
    const outer = cached(async (id: number) => inner(id));
    await within('a', () => outer(1));
    isAsync = true;
    const runs = ['a', 'b'].map((of) => within(of, () => Promise.all([outer(2), inner(2)])));
    expect(await Promise.all(runs)).to.deep.equal([['a', 'a'], ['b', 'b']]); // biome-ignore format: short
    expect([cacheOf(inner).size, cacheOf(outer).size]).to.deep.equal([1, 1]);
  });

  it('is found where a loader without an invocation of its own asks a method whose scope nobody knows', async () => {
    const scoped = cached(() => 'secret of whoever asked', { scope: 'tenant' });
    const outer = cached(() => scoped());
    for (const of of [undefined, undefined]) await within(of, outer);
    expect(cacheOf(outer).stats()).to.include({ size: 0, loads: 2 });
    expect(await reports.codes()).to.deep.equal(['WARN_WARMSCOPE_SCOPE', 'WARN_WARMSCOPE_SCOPE_LEAK']);
  });

  for (const isAsync of [true, false]) {
    it(`is found in ${isAsync ? 'an async' : 'a sync'} background refresh, whose stale value goes`, async () => {
      let isReading = false;
      const value = () => (isReading ? tenant() : 'plain');
      const load = cached(() => (isAsync ? nextTurn().then(value) : value()), { ttl: 1000, staleWhileRevalidate: 5000 });
      await within('a', load);
      clock.advance(1500);
      isReading = true;
      expect(await within('a', load), 'stale').to.equal('plain');
      expect(await within('b', load)).to.equal('b');
      expect(cacheOf(load).stats()).to.include({ staleHits: 1, misses: 2, size: 0 });
      expect(await reports.codes()).to.deep.equal(['WARN_WARMSCOPE_SCOPE_LEAK']);
    });
  }

  it('errors are as secret as values: neither kept by errorTtl nor handed to who joined', async () => {
    const gate = deferred();
    const load = cached(
      async (_key: string) => {
        await gate.promise;
        throw new Error(`${tenant()} is out of credit`);
      },
      { errorTtl: '1h' },
    );
    const run = (of: string) => within(of, async () => (await errorOf(() => load('k'))).message);
    const runs = ['a', 'b', 'c'].map(run);
    gate.resolve();
    expect(await Promise.all(runs)).to.deep.equal(['a', 'b', 'c'].map((of) => `${of} is out of credit`));
    expect(await run('d')).to.equal('d is out of credit');
    expect(cacheOf(load).stats()).to.include({ size: 0, hits: 0 });
    expect(await reports.codes()).to.deep.equal(['WARN_WARMSCOPE_SCOPE_LEAK']);
  });

  it('a stale value in place of such an error is shared as before', async () => {
    let isReading = false;
    const load = cached(async () => (isReading ? nextTurn().then(() => Promise.reject(new Error(tenant()))) : 'plain'), {
      ttl: 1000,
      staleIfError: 5000,
    });
    await load();
    clock.advance(1500);
    isReading = true;
    expect(await Promise.all(['a', 'b'].map((of) => within(of, load)))).to.deep.equal(['plain', 'plain']);
    expect(cacheOf(load).stats()).to.include({ loads: 2, loadErrors: 1, staleHits: 1, joins: 1 });
  });

  it('is found across two copies of the package', async () => {
    const printed = await printedBy(`
      import { createRequire } from 'node:module';
      import * as esm from 'warmscope';
      const cjs = createRequire(process.cwd() + '/')('warmscope');
      const codes = [];
      process.on('warning', ({ code }) => codes.push(code));
      const sizes = [];
      for (const [one, two] of [[esm, cjs], [cjs, esm]]) {
        const scoped = two.cached(() => 'x', { scope: 'tenant' });
        const loads = [one.cached(async () => (await null, two.currentInvocation().tenantId)), one.cached(() => scoped())];
        for (const load of loads) {
          for (const tenantId of ['a', 'b']) await two.runInvocation({ tenantId }, load);
          sizes.push(one.cacheOf(load).size, one.cacheOf(load).stats().loads);
        }
        sizes.push(two.cacheOf(scoped).size);
      }
      setImmediate(() => console.log(JSON.stringify([sizes, codes])));
    `, { flags: ['--no-warnings'] }); // biome-ignore format: a program
    const leak = 'WARN_WARMSCOPE_SCOPE_LEAK';
    expect(printed).to.deep.equal([
      [0, 2, 0, 2, 2, 0, 2, 0, 2, 2],
      [leak, leak, leak, leak],
    ]);
  });
});
