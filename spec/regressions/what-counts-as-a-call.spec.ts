import { expect } from 'chai';
import { type CacheStats, cached, cacheOf, registry, runInvocation } from '../../src/index.js';
import { useFakeClock } from '../support/clock.js';
import { deferred, errorOf, nextTurn } from '../support/deferred.js';
import { nearTheEndOfTheStack } from '../support/stack.js';
import { collectReports } from '../support/warnings.js';

const counted = ({ hits, staleHits, misses, joins, bypasses }: CacheStats): number => hits + staleHits + misses + joins + bypasses;

describe('what counts as a call', () => {
  collectReports();
  const clock = useFakeClock();

  it('a refresh by cacheOf is none, whether it leads, joins or goes past the cache', async () => {
    const gate = deferred<string>();
    const load = cached(async (_key: string) => gate.promise);
    const both = [cacheOf(load).refresh('a'), cacheOf(load).refresh('a')];
    expect([counted(cacheOf(load).stats()), cacheOf(load).stats().loads]).to.deep.equal([0, 1]);
    const call = load('a');
    gate.resolve('value');
    expect(await Promise.all([...both, call])).to.deep.equal(['value', 'value', 'value']);
    expect(cacheOf(load).stats()).to.include({ joins: 1, misses: 0, hits: 0 });
    for (const scope of ['tenant', 'invocation'] as const) {
      const scoped = cached((key: string) => key, { scope });
      cacheOf(scoped).refresh('a');
      expect(cacheOf(scoped).stats(), scope).to.include({ bypasses: 0, loads: 0 });
    }
  });

  const refusals: [what: string, when: () => boolean][] = [
    ['throws', () => expect.fail('when')],
    [
      'comes to the end of the stack',
      function endless(): boolean {
        return endless() && true;
      },
    ],
  ];
  for (const [what, when] of refusals)
    it(`a call whose "when" ${what} is a bypass, sync and async`, async () => {
      const [sync, later] = [cached((key: string) => key, { when }), cached(async (key: string) => key, { when })];
      expect(() => sync('a')).to.throw();
      await errorOf(() => later('a'));
      for (const load of [sync, later]) expect(cacheOf(load).stats()).to.include({ bypasses: 1, misses: 0, loads: 0 });
    });

  it('one whose load a freeze ended, though that never settles, is a miss; a late timeout counts it no more', async () => {
    let loads = 0;
    const load = cached(async () => (loads++ === 0 ? 'old' : new Promise<string>(() => undefined)), {
      ttl: 100,
      staleIfError: '1d',
      timeout: '1h',
    });
    expect(await load()).to.equal('old');
    clock.advance(100);
    await runInvocation({}, () => 1);
    const call = load();
    expect(counted(cacheOf(load).stats()), 'it may yet get the stale value').to.equal(1);
    clock.advance(60_000);
    await runInvocation({}, () => 1);
    expect(cacheOf(load).stats()).to.include({ misses: 2, staleHits: 0, loads: 2 });
    clock.advance(3_600_000);
    expect(await call).to.equal('old');
    expect(cacheOf(load).stats()).to.include({ misses: 2, staleHits: 0 });
  });

  it('at the end of the stack a call counts once, or not at all where it did not come so far', async () => {
    for (const options of [{}, { ttl: 100, staleIfError: 100 }, { when: () => true }])
      for (const isAsync of [true, false]) {
        const load = isAsync ? cached(async (key: number) => key, options) : cached((key: number) => key, options);
        const made: unknown[] = [];
        nearTheEndOfTheStack((at) => {
          const result = load(at);
          made[at] = result;
        });
        await nextTurn();
        const got = made.filter((each) => each !== undefined).length;
        expect(counted(cacheOf(load).stats())).to.be.within(got, 150);
      }
  });

  it('a kept error is a hit, and so is every error that a caller of one gets', async () => {
    const load = cached(async (_key: string) => Promise.reject(new Error('down')), { errorTtl: '1m' });
    for (let call = 0; call < 3; call++) await errorOf(() => load('a'));
    expect(cacheOf(load).stats()).to.include({ misses: 1, hits: 2, loadErrors: 1 });
  });
});

describe('what hits have saved', () => {
  collectReports();
  const clock = useFakeClock();
  /** A load that takes as long as its key says. */
  const timed = (options = {}) => cached((took: number) => clock.advance(took), options);

  it('counts the average of the loads that had ended before each hit', () => {
    const load = timed();
    const saved = () => cacheOf(load).stats().savedMs;
    load(100);
    load(100);
    expect(saved()).to.equal(100);
    load(300);
    expect(saved(), 'a slow load makes earlier hits no dearer').to.equal(100);
    load(100);
    load(300);
    expect(saved(), 'two at 200').to.equal(500);
    load(-5);
    load(2);
    load(100);
    expect(saved(), 'one at a quarter of 402').to.equal(601);
  });

  it('never falls, and is 0 where no load was measured', () => {
    const load = timed();
    cacheOf(load).set([1], undefined);
    load(1);
    expect(cacheOf(load).stats()).to.include({ hits: 1, savedMs: 0 });
    let before = 0;
    for (const took of [1_000, 1_000, 0, 1, 2, 3, 4, 5, 0, 1]) {
      load(took);
      const { savedMs } = cacheOf(load).stats();
      expect(savedMs).to.be.at.least(before);
      before = savedMs;
    }
    expect(before).to.be.greaterThan(1_000);
  });

  it('counts stale hits, and no load that is still under way', async () => {
    const gate = deferred<string>();
    let loads = 0;
    const load = cached(
      async (key: string) => {
        if (key === 'slow') return gate.promise;
        loads++;
        clock.advance(40);
        return key;
      },
      { ttl: 100, staleWhileRevalidate: '1h' },
    );
    await load('a');
    const slow = load('slow');
    clock.advance(200);
    expect(await load('a')).to.equal('a');
    expect(cacheOf(load).stats()).to.include({ staleHits: 1, savedMs: 40 });
    gate.resolve('slow');
    await slow;
    expect([loads, cacheOf(load).stats().savedMs]).to.deep.equal([2, 40]);
    await registry.dispose();
  });
});
