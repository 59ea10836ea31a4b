import { expect } from 'chai';
import { Cached, type CachedOptions, cached, cacheOf, InvalidOptionError, registry } from '../../src/index.js';
import { useFakeClock } from '../support/clock.js';
import { deferred } from '../support/deferred.js';
import { keepInvariants } from '../support/invariants.js';
import { collectReports } from '../support/warnings.js';

interface Sized {
  readonly id: string;
  readonly size: number;
}

const sized = (id: string, size: number): Sized => ({ id, size });
const weigh = (value: Sized): number => value.size;

describe('features/bounds', () => {
  keepInvariants();
  const reports = collectReports();
  const clock = useFakeClock();

  /** A function whose values weigh what its second argument says, and what is kept of it. */
  function bounded(options: CachedOptions = {}) {
    const load = cached(sized, { key: (id: string) => id, maxBytes: 100, weigh, ...options });
    const cache = cacheOf(load);
    return { load, cache, kept: (ids: string): boolean[] => [...ids].map((id) => cache.has(id, 0)), stats: () => cache.stats() };
  }

  describe('maxBytes', () => {
    it('has the least recently used go until all fit', () => {
      const { load, kept, stats } = bounded();
      for (const id of 'abcd') load(id, 25);
      expect(kept('abcd')).to.deep.equal([true, true, true, true]);
      load('a', 0);
      load('e', 50);
      expect(kept('abcde')).to.deep.equal([true, false, false, true, true]);
      expect(stats()).to.include({ bytes: 100, size: 3, evictions: 2, uncacheable: 0 });
    });

    it('returns a larger value, counts it, does not store it, and nobody goes', () => {
      const { load, kept, stats } = bounded();
      for (const id of 'abcd') load(id, 25);
      expect(load('e', 101)).to.deep.equal(sized('e', 101));
      expect(load('e', 100).size, 'loaded again').to.equal(100);
      expect(stats()).to.include({ uncacheable: 1, bytes: 100, size: 1, evictions: 4 });
      load('f', 1_000);
      expect(kept('ef')).to.deep.equal([true, false]);
    });

    it('is kept to beside max, whichever comes first', () => {
      const { load, kept, stats } = bounded({ max: 2 });
      for (const id of 'abc') load(id, 10);
      expect(kept('abc')).to.deep.equal([false, true, true]);
      load('d', 95);
      expect(kept('abcd')).to.deep.equal([false, false, false, true]);
      expect(stats()).to.include({ bytes: 95, size: 1 });
    });

    it('counts all instances together', () => {
      class Pages {
        @Cached({ maxBytes: 100, weigh: (_value: string, size: number) => size })
        page(size: number): string {
          return `${size}`;
        }
      }
      const instances = Array.from({ length: 5 }, () => new Pages());
      for (const pages of instances) pages.page(30);
      expect(instances.map((pages) => cacheOf(pages, 'page').size)).to.deep.equal([0, 0, 1, 1, 1]);
      instances[2]?.page(30);
      instances[0]?.page(40);
      expect(instances.map((pages) => cacheOf(pages, 'page').size)).to.deep.equal([1, 0, 1, 0, 1]);
      expect(cacheOf(Pages, 'page').stats()).to.include({ bytes: 100, evictions: 3 });
    });

    for (const [given, most] of [
      ['1KB', 1_024],
      ['0.5KB', 512],
      ['2B', 2],
      [7, 7],
    ] as const) {
      it(`${given} is ${most} bytes`, () => {
        const { load, kept } = bounded({ maxBytes: given });
        load('a', most);
        load('b', most + 1);
        expect(kept('ab')).to.deep.equal([true, false]);
      });
    }

    it('takes an estimate where there is no weigh, and counts what buffers keep alive', () => {
      const load = cached((size: number) => Buffer.alloc(size), { maxBytes: '64KB' });
      for (let size = 10_000; size < 10_010; size++) load(size);
      const { bytes, size, evictions } = cacheOf(load).stats();
      expect([size, evictions]).to.deep.equal([6, 4]);
      expect(bytes).to.be.within(60_000, 65_536);
      const views = cached((size: number) => Buffer.alloc(size).subarray(0, 1), { maxBytes: '64KB' });
      views(100_000);
      expect(cacheOf(views).stats()).to.include({ size: 0, uncacheable: 1, bytes: 0 });
    });

    it('holds for what is set and refreshed', async () => {
      const { load, cache, kept } = bounded();
      for (const id of 'abcd') cache.set([id, 0], sized(id, 25));
      cache.set(['b', 0], sized('b', 60));
      expect(kept('abcd'), 'b is the newest').to.deep.equal([false, true, false, true]);
      cache.refresh('b', 80);
      expect(kept('abcd')).to.deep.equal([false, true, false, false]);
      cache.refresh('b', 101);
      expect(kept('b'), 'what was there is no longer right').to.deep.equal([false]);
      load('c', 10);
      cache.set(['c', 0], sized('c', 101));
      expect(kept('c')).to.deep.equal([false]);
      expect(cache.stats().bytes).to.equal(0);
    });

    it('holds for promises, and for one that is set', async () => {
      const gates = new Map<string, ReturnType<typeof deferred<Sized>>>();
      const load = cached(
        (id: string) => {
          gates.set(id, deferred<Sized>());
          return gates.get(id)?.promise as Promise<Sized>;
        },
        { maxBytes: 100, weigh },
      );
      const calls = ['a', 'b', 'c'].map((id) => load(id));
      const joined = load('c');
      for (const id of ['c', 'a', 'b']) {
        gates.get(id)?.resolve(sized(id, 45));
        await calls[['a', 'b', 'c'].indexOf(id)];
        expect(cacheOf(load).stats().bytes).to.be.at.most(100);
      }
      expect(await joined).to.deep.equal(sized('c', 45));
      expect(['a', 'b', 'c'].map((id) => cacheOf(load).has(id))).to.deep.equal([true, true, false]);
      cacheOf(load).set(['d'], Promise.resolve(sized('d', 100)));
      await load('d');
      expect(cacheOf(load).stats()).to.include({ bytes: 100, size: 1 });
    });

    it('gives the bytes back of what expires, is deleted or cleared', () => {
      const { load, cache, stats } = bounded({ ttl: '1m' });
      for (const id of 'abcd') load(id, 20);
      cache.delete('a', 0);
      expect(stats().bytes).to.equal(60);
      clock.advance(60_000);
      expect(stats().bytes, 'nobody has asked for them').to.equal(60);
      load('b', 5);
      expect(stats().bytes).to.equal(45);
      cache.clear();
      expect(stats().bytes).to.equal(0);
    });

    it('weighs errors that are kept', () => {
      const load = cached(
        (size: number): string => {
          throw new Error('x'.repeat(size));
        },
        { errorTtl: '1m', maxBytes: '8KB', weigh: () => 0 },
      );
      expect(() => load(1_000)).to.throw();
      expect(cacheOf(load).stats().bytes).to.be.greaterThan(1_000);
      expect(() => load(10_000)).to.throw();
      expect(cacheOf(load).size, 'too large').to.equal(1);
    });

    it('weighs copies as what they are copies of', () => {
      for (const values of ['frozen', 'cloned'] as const) {
        const { load, stats } = bounded({ values });
        load('a', 30);
        expect(load('a', 30)).to.deep.equal(sized('a', 30));
        expect(stats()).to.include({ bytes: 30, hits: 1 });
      }
    });

    it('drops a stale value for a newer one that is too large', async () => {
      const { load, kept, stats } = bounded({ ttl: '1m', staleIfError: '1h' });
      load('a', 30);
      clock.advance(60_000);
      expect(load('a', 200).size).to.equal(200);
      expect(kept('a')).to.deep.equal([false]);
      expect(stats()).to.include({ bytes: 0, size: 0, uncacheable: 1 });
    });

    it('may be a default, also for what is there already', () => {
      const load = cached((size: number) => Buffer.alloc(size), { name: 'from before' });
      for (let size = 10_000; size < 10_010; size++) load(size);
      try {
        registry.configure({ defaults: { maxBytes: '64KB' } });
        expect(cacheOf(load).size).to.equal(6);
        expect(cacheOf(load).has(10_009)).to.equal(true);
        load(10_010);
        expect(cacheOf(load).size).to.equal(6);
      } finally {
        registry.configure({ defaults: {} });
      }
      load(1);
      expect(cacheOf(load).size).to.equal(7);
    });

    it('frees what belonged to an instance that was collected', async () => {
      class Blobs {
        @Cached({ maxBytes: 1_000, weigh: () => 100 })
        blob(id: number): string {
          return `${id}`;
        }
      }
      const { collected } = await import('../support/garbage.js');
      const last = new Blobs();
      (() => {
        for (let id = 0; id < 5; id++) new Blobs().blob(id);
      })();
      last.blob(1);
      await collected(() => cacheOf(last, 'blob').stats().bytes === 100, 'what instances had');
    });
  });

  describe('weigh', () => {
    it('is given the value and the arguments, once a load', async () => {
      const asked: unknown[][] = [];
      const load = cached(async (id: string, page: number) => `${id}${page}`, {
        weigh: (...given: [string, string, number]) => {
          asked.push(given);
          return 10;
        },
      });
      await Promise.all([load('a', 1), load('a', 1)]);
      await load('a', 1);
      cacheOf(load).set(['b', 2], 'set');
      expect(asked).to.deep.equal([
        ['a1', 'a', 1],
        ['set', 'b', 2],
      ]);
      expect(cacheOf(load).stats().bytes).to.equal(20);
    });

    it('is not asked for what is not stored anyway', () => {
      let asked = 0;
      const load = cached((id: string) => id, { store: (value) => value !== 'no', ttl: (value) => (value === 'never' ? 0 : 1_000), weigh: () => ++asked }); // biome-ignore format: one line
      for (const id of ['no', 'never', 'yes']) load(id);
      expect([asked, cacheOf(load).size]).to.deep.equal([1, 1]);
    });

    it('may give 0 and fractions, which are rounded up', () => {
      const load = cached((size: number) => `${size}`, { weigh: (_value, size: number) => size, maxBytes: 3 });
      for (const size of [0, 0.1, 0.1, 1.5]) load(size);
      expect(cacheOf(load).stats()).to.include({ bytes: 3, size: 3 });
    });

    const NONSENSE: readonly (() => unknown)[] = [
      () => Number.NaN,
      () => -1,
      () => Number.POSITIVE_INFINITY,
      () => '10',
      () => undefined,
      () => null,
      () => 10n,
      () => ({}),
      async () => 1,
      async () => {
        throw new Error('lost');
      },
    ];
    for (const [index, answer] of NONSENSE.entries()) {
      it(`a value whose weigh gives nonsense (${index}) is returned and not stored, with one warning`, async () => {
        const load = cached((id: number) => `value ${id}`, { weigh: answer as () => number, name: `nonsense ${index}` });
        expect([load(1), load(2), load(2)]).to.deep.equal(['value 1', 'value 2', 'value 2']);
        expect(cacheOf(load).stats()).to.include({ size: 0, uncacheable: 3, bytes: 0 });
        const [warning, ...more] = await reports.warnings();
        expect([warning?.code, more.length]).to.deep.equal(['WARN_WARMSCOPE_OPTION', 0]);
        expect(warning?.message).to.contain('"weigh"').and.contain(`nonsense ${index}`).and.not.contain('value 1');
      });
    }

    it('one that throws does the same, its error being the cause', async () => {
      const thrown = new Error('no scales');
      const load = cached(async (id: number) => id, { weigh: () => { throw thrown; }, maxBytes: 10, name: 'scales' }); // biome-ignore format: one line
      expect(await Promise.all([load(1), load(1), load(2)])).to.deep.equal([1, 1, 2]);
      expect(cacheOf(load).stats()).to.include({ size: 0, uncacheable: 2 });
      const [warning, ...more] = await reports.warnings();
      expect([warning?.code, warning?.cause, more.length]).to.deep.equal(['WARN_WARMSCOPE_OPTION', thrown, 0]);
      expect(() => cacheOf(load).set([3], 3), 'who sets is told').to.throw(thrown);
    });

    it('has stats count exactly, without a bound as well', () => {
      const { load, stats } = bounded({ maxBytes: undefined });
      for (let size = 0; size < 500; size++) load(`${size}`, size);
      expect(stats().bytes).to.equal((499 * 500) / 2);
    });
  });

  describe('refuses', () => {
    const REFUSED: [options: object, words: string[]][] = [
      [{ maxBytes: 0 }, ['maxBytes', 'received 0', "'512KB'"]],
      [{ maxBytes: -5 }, ['maxBytes', '-5']],
      [{ maxBytes: 1.5 }, ['maxBytes', '1.5', 'whole number']],
      [{ maxBytes: Number.NaN }, ['maxBytes', 'NaN']],
      [{ maxBytes: Number.POSITIVE_INFINITY }, ['maxBytes', 'Infinity']],
      [{ maxBytes: '5 MB' }, ['maxBytes', "'5 MB'", "'8MB'"]],
      [{ maxBytes: '25%' }, ['maxBytes', "'25%'"]],
      [{ maxBytes: '8mb' }, ['maxBytes', "'8mb'"]],
      [{ maxBytes: null }, ['maxBytes', 'null']],
      [{ weigh: 5 }, ['weigh', 'received 5', 'function']],
      [{ weigh: 'bytes' }, ['weigh', "'bytes'"]],
    ];
    for (const [options, words] of REFUSED) {
      it(`${JSON.stringify(options)} at decoration, and among the defaults`, () => {
        for (const work of [
          () => cached(() => 1, options as CachedOptions),
          () => Cached(options as never)({}, 'load', { value: () => 1 } as never),
          () => registry.configure({ defaults: options as never }),
        ]) {
          expect(work).to.throw(InvalidOptionError);
          for (const word of words) expect(work).to.throw(word);
        }
      });
    }
  });
});
