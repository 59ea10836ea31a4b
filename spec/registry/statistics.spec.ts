import { expect } from 'chai';
import { Cached, ContainerSingleton, cached, cacheOf, containerSingleton, registry } from '../../src/index.js';
import { useFakeClock } from '../support/clock.js';
import { deferred } from '../support/deferred.js';
import { keepInvariants } from '../support/invariants.js';
import { collectReports } from '../support/warnings.js';

const CACHE_FIELDS =
  'name hits staleHits misses joins loads loadErrors evictions expirations bypasses uncacheable size bytes max loadMs savedMs';
const SINGLETON_FIELDS = 'name builds buildMs disposals ageMs idleMs';
const CONTAINER_FIELDS = 'id provider startedAt ageMs coldStart invocations thaws thread';

describe('registry.stats()', () => {
  keepInvariants();
  collectReports();
  const clock = useFakeClock();
  afterEach(() => registry.dispose());
  const cacheRow = (name: string) => registry.stats().caches.find((row) => row.name === name);
  const singletonRow = (name: string) => registry.stats().singletons.find((row) => row.name === name);

  it('has every field of the contract, plain and JSON-safe', () => {
    const load = cached((id: number) => `${id}`, { name: 'json-safe' });
    load(1);
    containerSingleton(() => ({}), { name: 'json-safe' })();
    const stats = registry.stats();
    expect(Object.keys(stats)).to.have.members(['container', 'caches', 'singletons']);
    expect(Object.keys(stats.container)).to.have.members(CONTAINER_FIELDS.split(' '));
    for (const row of stats.caches) expect(Object.keys(row)).to.have.members(CACHE_FIELDS.split(' '));
    for (const row of stats.singletons)
      expect(Object.keys(row)).to.have.members([...SINGLETON_FIELDS.split(' '), ...('max' in row ? ['size', 'max', 'evictions'] : [])]);
    expect(JSON.parse(JSON.stringify(stats))).to.deep.equal(stats);
    expect(stats.container.provider).to.be.oneOf(['node', 'aws-lambda', 'cloud-run', 'azure-functions']);
    for (const row of stats.caches) expect(Object.getPrototypeOf(row)).to.equal(Object.prototype);
  });

  it('never shows a key, an argument or a value', () => {
    const load = cached((secret: string) => ({ secret: `value of ${secret}` }), { name: 'discreet' });
    load('s3cr3t');
    load('s3cr3t');
    expect(JSON.stringify(registry.stats())).to.not.contain('s3cr3t');
  });

  it('is a snapshot: what comes later does not change it, nor does changing it', () => {
    const load = cached((id: number) => id, { name: 'snapshot' });
    load(1);
    const before = cacheRow('snapshot');
    load(1);
    expect(before).to.include({ hits: 0, misses: 1 });
    Object.assign(before ?? {}, { hits: 99 });
    expect(cacheRow('snapshot')).to.include({ hits: 1 });
  });

  it('tells two members of one name apart by #2', () => {
    const make = (prefix: string) => {
      class NamedAlike {
        @Cached()
        load(id: string): string {
          return prefix + id;
        }
        @Cached()
        static load(id: string): string {
          return prefix + id;
        }
      }
      return NamedAlike;
    };
    for (const prefix of ['a', 'b']) new (make(prefix))().load('1');
    const names = registry.stats().caches.filter(({ name }) => name.startsWith('NamedAlike.load'));
    expect(names.map(({ name }) => name)).to.deep.equal(['NamedAlike.load', 'NamedAlike.load#2', 'NamedAlike.load#3', 'NamedAlike.load#4']);
    const clients = [1, 2].map((number) => containerSingleton(() => number * 2, { name: number === 1 ? 'alike' : 'alike' }));
    for (const client of clients) client();
  });

  it('counts hits, misses, joins, loads, errors, evictions, expirations, bypasses and what cannot be stored', async () => {
    const gate = deferred<number>();
    class Counted {
      @Cached({ name: 'counted', ttl: '1m', max: 2, when: (id: number) => id >= 0, store: (value: number) => value !== 7 })
      async load(id: number): Promise<number> {
        if (id === 9) throw new Error('nine');
        if (id === 1) await gate.promise;
        clock.advance(10);
        return id;
      }
    }
    const counted = new Counted();
    const calls = [counted.load(1), counted.load(1)];
    gate.resolve(1);
    await Promise.all(calls);
    await counted.load(1);
    await counted.load(-1);
    await counted.load(7);
    await counted.load(9).catch(() => undefined);
    clock.advance(60_000);
    await counted.load(1);
    for (const id of [2, 3]) await counted.load(id);
    expect(cacheRow('counted')).to.deep.include({
      hits: 1,
      staleHits: 0,
      misses: 6,
      joins: 1,
      loads: 6,
      loadErrors: 1,
      evictions: 1,
      expirations: 1,
      bypasses: 1,
      uncacheable: 1,
      size: 2,
      max: 2,
      loadMs: 50,
    });
    expect(cacheRow('counted')?.savedMs).to.be.within(1, 50);
    expect(cacheRow('counted')?.bytes).to.be.greaterThan(0);
  });

  it('counts nothing for a call that ends in CacheKeyError or CircularLoadError', () => {
    const circular: (id: number) => number = cached((id: number) => circular(id), { name: 'uncounted' });
    const broken = cached((_fn: () => void) => 1, { name: 'uncounted-key' });
    expect(() => circular(1))
      .to.throw()
      .with.property('code', 'ERR_WARMSCOPE_CIRCULAR_LOAD');
    expect(() => broken(() => undefined))
      .to.throw()
      .with.property('code', 'ERR_WARMSCOPE_CACHE_KEY');
    expect(cacheRow('uncounted')).to.include({ hits: 0, joins: 0, bypasses: 0, misses: 1 });
    expect(cacheRow('uncounted-key')).to.include({ misses: 0, loads: 0, bypasses: 0, hits: 0 });
  });

  it('says of singletons how often and how long they were built, their age and how long nobody used them', async () => {
    @ContainerSingleton({ name: 'aged', dispose: () => undefined })
    class Aged {
      constructor() {
        clock.advance(30);
      }
    }
    registry.resolve(Aged);
    clock.advance(1_000);
    expect(singletonRow('aged')).to.deep.equal({ name: 'aged', builds: 1, buildMs: 30, disposals: 0, ageMs: 1_000, idleMs: 1_000 });
    registry.resolve(Aged);
    expect(singletonRow('aged')).to.include({ ageMs: 1_000, idleMs: 0 });
    await registry.dispose();
    expect(singletonRow('aged')).to.deep.equal({ name: 'aged', builds: 1, buildMs: 30, disposals: 1, ageMs: 0, idleMs: 0 });
    registry.resolve(Aged);
    expect(singletonRow('aged')).to.include({ builds: 2, disposals: 1 });
  });

  it('never shows a negative time when the clock was stepped back', () => {
    const client = containerSingleton(() => ({}), { name: 'stepped' });
    const load = cached(
      () => {
        clock.advance(-5_000);
        return 1;
      },
      { name: 'stepped' },
    );
    client();
    load();
    expect(singletonRow('stepped')).to.include({ ageMs: 0, idleMs: 0 });
    expect(cacheRow('stepped')).to.include({ loadMs: 0, savedMs: 0 });
    clock.advance(-1e13);
    expect(registry.stats().container.ageMs).to.equal(0);
  });

  it('does not run getters of cached values to estimate their bytes', () => {
    let reads = 0;
    const load = cached(() => Object.defineProperty({}, 'secret', { enumerable: true, get: () => reads++ }), { name: 'getters' });
    load();
    registry.stats();
    expect([reads, cacheOf(load).stats().bytes > 0]).to.deep.equal([0, true]);
  });
});
