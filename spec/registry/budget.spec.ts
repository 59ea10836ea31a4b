import { expect } from 'chai';
import { Cached, cached, cacheOf, InvalidOptionError, type RegistryOptions, registry } from '../../src/index.js';
import { useFakeClock } from '../support/clock.js';
import { containerRegistry } from '../support/container.js';
import { deferred } from '../support/deferred.js';
import { collected } from '../support/garbage.js';
import { expectAtRest, expectWithinBudget, keepInvariants } from '../support/invariants.js';
import { collectReports } from '../support/warnings.js';

const MB = 2 ** 20;

describe('registry.configure({ maxBytes })', () => {
  keepInvariants();
  const reports = collectReports();
  const clock = useFakeClock();
  // What other specs have left counts as well.
  beforeEach(() => registry.clear());
  afterEach(() => registry.configure({ maxBytes: undefined }));

  const weigher = (name: string, options: object = {}) =>
    cached((id: string, size: number) => `${name} ${id} ${size}`, {
      key: (id: string) => id,
      weigh: (_value: string, _id: string, size: number) => size,
      name,
      ...options,
    });
  const has = (load: ReturnType<typeof weigher>, ids: string): boolean[] => [...ids].map((id) => cacheOf(load).has(id, 0));
  const total = (): number => containerRegistry.caches.members().reduce((sum, { cache }) => sum + cache.entries.bytes, 0);

  it('the least recently used go, whichever method they are of', () => {
    registry.configure({ maxBytes: 100 });
    const [one, two, three] = [weigher('one'), weigher('two'), weigher('three')];
    one('a', 40);
    two('a', 30);
    three('a', 30);
    two('b', 10);
    expect([has(one, 'a'), has(two, 'ab'), has(three, 'a')]).to.deep.equal([[false], [true, true], [true]]);
    two('a', 0);
    one('b', 60);
    expect([has(one, 'b'), has(two, 'ab'), has(three, 'a')]).to.deep.equal([[true], [true, true], [false]]);
    expect(total()).to.equal(100);
    expect([one, two, three].map((load) => cacheOf(load).stats().evictions)).to.deep.equal([1, 0, 1]);
  });

  it('a hit counts, in the order in which hits came, also between two writes', () => {
    registry.configure({ maxBytes: 90 });
    const [one, two, three] = [weigher('one'), weigher('two'), weigher('three')];
    for (const load of [one, two, three]) load('a', 30);
    for (const load of [two, three, one]) load('a', 30);
    weigher('four')('a', 30);
    expect([one, two, three].map((load) => has(load, 'a')[0])).to.deep.equal([true, false, true]);
    weigher('five')('a', 30);
    expect([one, two, three].map((load) => has(load, 'a')[0])).to.deep.equal([true, false, false]);
  });

  it('a larger value is returned and counted, not stored, and nobody goes', () => {
    registry.configure({ maxBytes: '1KB' });
    const load = weigher('load');
    load('a', 1_000);
    expect(load('b', 1_025)).to.equal('load b 1025');
    expect(has(load, 'ab')).to.deep.equal([true, false]);
    expect(cacheOf(load).stats()).to.include({ uncacheable: 1, evictions: 0, bytes: 1_000 });
    load('b', 1_024);
    expect(has(load, 'ab')).to.deep.equal([false, true]);
  });

  it('methods without any option are estimated, and stats give what they weigh', () => {
    registry.configure({ maxBytes: '100KB' });
    const plain = cached((size: number) => Buffer.alloc(size), { name: 'plain' });
    class Reports {
      @Cached()
      report(size: number): Buffer {
        return Buffer.alloc(size);
      }
    }
    const instance = new Reports();
    for (let size = 20_000; size < 20_004; size++) {
      plain(size);
      instance.report(size);
    }
    expect(cacheOf(plain).size + cacheOf(instance, 'report').size).to.equal(5);
    expect(total()).to.be.within(100_000, 102_400);
    expect(cacheOf(plain).stats().bytes + cacheOf(Reports, 'report').stats().bytes).to.equal(total());
  });

  it('weighs what is there when it is turned on, and has what does not fit go', () => {
    const make = (name: string) => cached((size: number) => Buffer.alloc(size), { name });
    const [one, two] = [make('before 1'), make('before 2')];
    for (let size = 10_000; size < 10_005; size++) {
      one(size);
      two(size);
    }
    one(10_000);
    registry.configure({ maxBytes: '64KB' });
    const sizes = [one, two].map((load) => [0, 1, 2, 3, 4].map((each) => cacheOf(load).has(10_000 + each)));
    expect(sizes).to.deep.equal([
      [true, false, false, true, true],
      [false, false, true, true, true],
    ]);
  });

  it('turned off, nothing is weighed any more; turned on again, it is', () => {
    registry.configure({ maxBytes: '64KB' });
    const load = cached((size: number) => Buffer.alloc(size), { name: 'on and off' });
    for (let size = 10_000; size < 10_010; size++) load(size);
    expect(cacheOf(load).size).to.equal(6);
    registry.configure({ maxBytes: undefined });
    expect(total()).to.equal(0);
    for (let size = 10_000; size < 10_010; size++) load(size);
    expect(cacheOf(load).size).to.equal(10);
    expect(cacheOf(load).stats().bytes, 'from a sample').to.be.within(100_000, 110_000);
    registry.configure({ maxBytes: '42KB' });
    expect(cacheOf(load).size).to.equal(4);
    registry.configure({ maxBytes: '93KB' });
    for (let size = 10_000; size < 10_010; size++) load(size);
    expect(cacheOf(load).size).to.equal(9);
  });

  it('a smaller one has entries go at once; other options leave it alone', () => {
    registry.configure({ maxBytes: 100 });
    const load = weigher('shrinking');
    for (const id of 'abcde') load(id, 20);
    registry.configure({ defaults: { max: 1_000 } });
    registry.configure({ defaults: {} });
    expect(has(load, 'abcde')).to.deep.equal([true, true, true, true, true]);
    registry.configure({ maxBytes: 50 });
    expect(has(load, 'abcde')).to.deep.equal([false, false, false, true, true]);
    load('f', 20);
    expect(total()).to.equal(40);
  });

  it("is kept to beside a method's own maxBytes and max", () => {
    registry.configure({ maxBytes: 100 });
    const [small, few, free] = [weigher('small', { maxBytes: 50 }), weigher('few', { max: 1 }), weigher('free')];
    free('a', 40);
    for (const id of 'abc') small(id, 25);
    for (const id of 'ab') few(id, 5);
    expect([has(small, 'abc'), has(few, 'ab'), has(free, 'a')]).to.deep.equal([[false, true, true], [false, true], [true]]);
    few('c', 15);
    expect([has(small, 'bc'), has(few, 'bc'), has(free, 'a')]).to.deep.equal([[true, true], [false, true], [false]]);
  });

  it('is never exceeded once a call has returned: set, refresh, late and background loads', async () => {
    registry.configure({ maxBytes: 100 });
    const gates: ReturnType<typeof deferred<number>>[] = [];
    const slow = cached(
      (_id: string) => {
        gates.push(deferred<number>());
        return gates.at(-1)?.promise as Promise<number>;
      },
      { weigh: (size: number) => size, ttl: '1m', staleWhileRevalidate: '1h', timeout: '1s', name: 'slow' },
    );
    const other = weigher('other');
    other('a', 60);
    cacheOf(other).set(['b', 0], 'b');
    expect(total()).to.equal(60);
    cacheOf(other).refresh('b', 40);
    expect(total()).to.equal(100);
    const late = slow('late').catch((error: { code?: string }) => error.code);
    clock.advance(1_000);
    expect(await late).to.equal('ERR_WARMSCOPE_LOAD_TIMEOUT');
    gates[0]?.resolve(70);
    await gates[0]?.promise;
    await slow('late');
    expect(total(), 'late').to.equal(70);
    clock.advance(60_000);
    expect(await slow('late')).to.equal(70);
    other('c', 30);
    gates[1]?.resolve(80);
    await new Promise((resolve) => setImmediate(resolve));
    expect([total(), has(other, 'c')[0]], 'in the background').to.deep.equal([80, false]);
    cacheOf(slow).set(['set'], Promise.resolve(90));
    await slow('set');
    expect(total(), 'a promise that was set').to.equal(90);
  });

  it('gives back what belonged to instances, and to functions, that were collected', async () => {
    registry.configure({ maxBytes: 1_000 });
    class Blobs {
      @Cached({ weigh: () => 100 })
      blob(id: number): string {
        return `${id}`;
      }
    }
    const bytes = (): number => containerRegistry.caches.budget?.bytes ?? Number.NaN;
    (() => {
      for (let id = 0; id < 3; id++) new Blobs().blob(id);
      cached((id: number) => `${id}`, { weigh: () => 100 })(1);
    })();
    expect(bytes()).to.equal(400);
    await collected(() => bytes() === 0, 'what nobody can reach');
  });

  it('values of methods nobody can reach give way first to nobody else', async () => {
    registry.configure({ maxBytes: 300 });
    const kept = weigher('kept');
    (() => {
      cached((id: number) => `${id}`, { weigh: () => 100 })(1);
    })();
    kept('a', 100);
    await collected(() => containerRegistry.caches.budget?.bytes === 100, 'the function');
    kept('b', 100);
    kept('c', 100);
    expect(has(kept, 'abc')).to.deep.equal([true, true, true]);
  });

  it('clear, delete and dispose give bytes back', async () => {
    registry.configure({ maxBytes: 1_000 });
    const load = weigher('freed');
    for (const id of 'abc') load(id, 100);
    cacheOf(load).delete('a', 0);
    expect(containerRegistry.caches.budget?.bytes).to.equal(200);
    registry.clear();
    expect(containerRegistry.caches.budget?.bytes).to.equal(0);
    load('a', 100);
    await registry.dispose();
    expect(containerRegistry.caches.budget?.bytes).to.equal(0);
  });

  it('where the stack ends anywhere, the sums are put right', () => {
    registry.configure({ maxBytes: 3_000 });
    const [one, two] = [weigher('one', { max: 40 }), weigher('two', { maxBytes: 2_000 })];
    const nested = cached((depth: number, stop: number): number => (depth < stop ? nested(depth + 1, stop) : 0) + 1, {
      weigh: () => 30,
      name: 'nested',
    });
    const deeper = (depth: number): void => {
      try {
        one(`${depth % 60}`, (depth % 7) * 20);
        two(`${depth % 50}`, (depth % 5) * 30);
        deeper(depth + 1);
      } catch {
        // The next one up has a little more of the stack.
        two(`${depth % 50}`, 10 * (depth % 3));
        one(`${depth % 60}`, 10);
      }
    };
    for (let round = 0; round < 20; round++) {
      for (const work of [() => deeper(round), () => nested(0, 100_000)]) {
        try {
          work();
        } catch (error) {
          expect(error).to.be.instanceOf(RangeError);
        }
      }
      one('after', 20);
      two('after', 20);
      nested(0, 1);
      for (const { cache, plan } of containerRegistry.caches.members()) {
        cache.mend();
        expectAtRest(cache, plan.max);
      }
      expectWithinBudget();
      expect(containerRegistry.caches.budget?.bytes).to.equal(total());
    }
  });

  it("a percentage is of the function's memory, else of the heap limit", () => {
    const before = process.env.AWS_LAMBDA_FUNCTION_MEMORY_SIZE;
    try {
      process.env.AWS_LAMBDA_FUNCTION_MEMORY_SIZE = '128';
      registry.configure({ maxBytes: '25%' });
      expect(containerRegistry.caches.budget?.max).to.equal(32 * MB);
      delete process.env.AWS_LAMBDA_FUNCTION_MEMORY_SIZE;
      registry.configure({ maxBytes: '12.5%' });
      const heap = process.getBuiltinModule('node:v8').getHeapStatistics().heap_size_limit;
      expect(containerRegistry.caches.budget?.max).to.equal(Math.floor(heap / 8));
    } finally {
      if (before === undefined) delete process.env.AWS_LAMBDA_FUNCTION_MEMORY_SIZE;
      else process.env.AWS_LAMBDA_FUNCTION_MEMORY_SIZE = before;
    }
  });

  const REFUSED: [options: object, words: string[]][] = [
    [{ maxBytes: 0 }, ['"maxBytes" of registry.configure', 'received 0', "'25%'"]],
    [{ maxBytes: '120%' }, ["'120%'", 'at most 100']],
    [{ maxBytes: '0%' }, ["'0%'"]],
    [{ maxBytes: '5 MB' }, ["'5 MB'"]],
    [{ maxBytes: -1 }, ['-1']],
    [{ maxBytes: Number.NaN }, ['NaN']],
    [{ maxBytes: null }, ['null']],
    [{ heapGuard: 0 }, ['"heapGuard" of registry.configure', 'received 0', 'less than 1', 'false']],
    [{ heapGuard: 1 }, ['received 1']],
    [{ heapGuard: 2 }, ['received 2']],
    [{ heapGuard: -0.5 }, ['-0.5']],
    [{ heapGuard: Number.NaN }, ['NaN']],
    [{ heapGuard: true }, ['true']],
    [{ heapGuard: '85%' }, ["'85%'"]],
  ];
  for (const [options, words] of REFUSED) {
    it(`refuses ${JSON.stringify(options)}, and changes nothing`, () => {
      registry.configure({ maxBytes: 500 });
      const work = (): void => registry.configure({ ...options, ...(!('maxBytes' in options) && { maxBytes: 100 }) } as RegistryOptions);
      expect(work).to.throw(InvalidOptionError);
      for (const word of words) expect(work).to.throw(word);
      expect(containerRegistry.caches.budget?.max).to.equal(500);
    });
  }

  it('says nothing of it', async () => expect(await reports.codes()).to.deep.equal([]));
});
