import { expect } from 'chai';
import { cached, containerSingleton, type RegistryStats, registry } from '../../src/index.js';
import { hitRatio, statsSince } from '../../src/metrics/index.js';
import { createTestContainer } from '../../src/testing/index.js';
import { collectReports } from '../support/warnings.js';

const load = cached((key: string) => ({ key }), { name: 'since-load', max: 2 });
const client = containerSingleton(() => ({}), { name: 'since-client' });

/** A snapshot as it comes out of a file. */
const written = (stats: RegistryStats): RegistryStats => JSON.parse(JSON.stringify(stats));

describe('statsSince', () => {
  collectReports();
  const rowsOf = (before: RegistryStats, after?: RegistryStats) => {
    const since = statsSince(before, after);
    const [cache] = since.caches.filter(({ name }) => name === 'since-load');
    const [singleton] = since.singletons.filter(({ name }) => name === 'since-client');
    return { since, cache, singleton };
  };

  it('gives differences of counters, and sizes and ages as they are', async () => {
    const container = createTestContainer();
    for (const key of ['a', 'b', 'b']) load(key);
    const before = registry.stats();
    for (const key of ['b', 'c', 'c', 'c']) load(key);
    client();
    await container.run(() => container.advance('1s'));
    const { since, cache, singleton } = rowsOf(before);
    expect(cache).to.include({ hits: 3, misses: 1, loads: 1, evictions: 1, joins: 0, size: 2, max: 2, continuity: 'continued' });
    expect(singleton).to.include({ builds: 1, ageMs: 1_000, continuity: 'continued' });
    expect(since.container).to.include({ invocations: 1, thaws: 0, continuity: 'continued', id: before.container.id });
    expect(since.gone).to.deep.equal({ caches: [], singletons: [] });
    await container.dispose();
  });

  it('is pure: it changes neither snapshot, is JSON-safe, and nothing is left between a snapshot and itself', () => {
    load('a');
    const [before, after] = [registry.stats(), registry.stats()];
    const copies = [written(before), written(after)] as const;
    const since = statsSince(before, after);
    expect([before, after]).to.deep.equal(copies);
    expect(statsSince(...copies)).to.deep.equal(since);
    expect(JSON.parse(JSON.stringify(since))).to.deep.equal(since);
    for (const row of since.caches)
      for (const [name, value] of Object.entries(row))
        if (!['name', 'size', 'bytes', 'max', 'continuity'].includes(name)) expect(value, name).to.equal(0);
  });

  it('counts a container that was recycled from zero, also where every counter has grown beyond what it was', async () => {
    const container = createTestContainer();
    for (const key of ['a', 'a']) load(key);
    client();
    const before = registry.stats();
    await container.recycle();
    for (const key of ['a', 'a', 'a', 'a']) load(key);
    for (let build = 0; build < 1; build++) client();
    const { since, cache, singleton } = rowsOf(before);
    expect(since.container.continuity).to.equal('restarted');
    expect(cache).to.include({ hits: 3, misses: 1, continuity: 'restarted' });
    expect(singleton).to.include({ builds: 1, continuity: 'restarted' });
    await container.dispose();
  });

  const another: [what: string, change: (stats: RegistryStats) => RegistryStats][] = [
    ['another id', (stats) => ({ ...stats, container: { ...stats.container, id: 'other' } })],
    [
      'another start, as of one that a snapshot was restored from',
      (stats) => ({ ...stats, container: { ...stats.container, startedAt: 1 } }),
    ],
  ];
  for (const [what, change] of another)
    it(`tells a container with ${what} apart`, () => {
      load('a');
      const before = written(registry.stats());
      load('a');
      const now = registry.stats();
      const { since, cache } = rowsOf(change(before), now);
      expect([since.container.continuity, since.container.invocations]).to.deep.equal(['restarted', now.container.invocations]);
      expect(cache?.continuity).to.equal('restarted');
      expect(cache?.hits).to.equal(now.caches.find(({ name }) => name === 'since-load')?.hits);
    });

  it('tells rows apart that are new, that are gone, and whose counters have become smaller', () => {
    for (const key of ['a', 'a']) load(key);
    const before = written(registry.stats());
    const row = before.caches.find(({ name }) => name === 'since-load');
    const own = { ...before, caches: [{ ...row, name: 'gone' }] as RegistryStats['caches'], singletons: [] };
    expect(rowsOf(own).cache?.continuity).to.equal('new');
    expect(statsSince(own).gone).to.deep.equal({ caches: ['gone'], singletons: [] });
    for (const counter of ['hits', 'joins', 'loads', 'savedMs', 'loadMs', 'bypasses'] as const) {
      const caches = before.caches.map((each) => ({ ...each, [counter]: 1e9 }));
      const { since, cache } = rowsOf({ ...before, caches });
      expect([since.container.continuity, cache?.continuity], counter).to.deep.equal(['continued', 'restarted']);
      expect(cache?.misses).to.equal(registry.stats().caches.find(({ name }) => name === 'since-load')?.misses);
    }
  });

  it('gives differences of what a shared tier has done, for methods and in all', () => {
    load('a');
    const stats = written(registry.stats());
    const withTier = (counts: number, stateNow: 'up' | 'down'): RegistryStats => ({
      ...stats,
      container: {
        ...stats.container,
        shared: { state: stateNow, questions: 10 * counts, timeouts: counts, opened: counts, pendingInvalidations: 3 - counts },
      },
      caches: stats.caches.map((row) => ({ ...row, sharedHits: 7 * counts, leaseWaits: counts })),
    });
    const since = statsSince(withTier(1, 'up'), withTier(2, 'down'));
    expect(since.container.shared).to.include({ state: 'down', questions: 10, timeouts: 1, opened: 1, pendingInvalidations: 1 });
    expect(since.caches[0]).to.include({ sharedHits: 7, leaseWaits: 1 });
    expect(statsSince(stats, withTier(2, 'up')).container.shared).to.include({ questions: 20 });
  });

  it('a row of an earlier version, which lacks a counter, counts that from zero', () => {
    load('a');
    const before = written(registry.stats());
    for (const row of before.caches) Reflect.deleteProperty(row, 'expirations');
    expect(rowsOf(before).cache).to.include({ continuity: 'continued', hits: 0 });
  });
});

describe('hitRatio', () => {
  const counts = (hits: number, staleHits: number, misses: number, joins: number) => ({ hits, staleHits, misses, joins });

  it('is the share of calls that were answered at once, of one row and of several together', () => {
    expect(hitRatio(counts(6, 1, 2, 1))).to.equal(0.7);
    expect(hitRatio([counts(1, 0, 0, 0), counts(0, 0, 2, 1)])).to.equal(0.25);
    expect(hitRatio(registry.stats().caches)).to.be.within(0, 1);
  });

  it('is undefined where no call asked the cache', () => {
    for (const none of [counts(0, 0, 0, 0), [], [counts(0, 0, 0, 0)]]) expect(hitRatio(none)).to.equal(undefined);
  });
});
