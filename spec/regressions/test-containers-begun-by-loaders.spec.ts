import { expect } from 'chai';
import { cached, cacheOf } from '../../src/index.js';
import { createTestContainer, type TestContainer } from '../../src/testing/index.js';
import { containerRegistry } from '../support/container.js';
import { keepInvariants } from '../support/invariants.js';
import { collectReports } from '../support/warnings.js';

// Kind of fault: A wrapper ended its load in the cache that its method had by then, and a test container that the loader began had replaced that: it
// counted an entry and an error too many, kept one entry less than `max`, and the method's own cache lost the value.
describe('regression: test containers that begin in a loader', () => {
  keepInvariants();
  collectReports();
  let kit: TestContainer | undefined;
  afterEach(async () => {
    await kit?.dispose();
    kit = undefined;
  });
  const load = (key: number): number => {
    if (key === 0) kit ??= createTestContainer();
    return key;
  };
  const failing = (key: number): never => {
    throw new Error(`a${load(key)}`);
  };

  const shapes = {
    'one parameter': () => cached((key: number) => load(key), { max: 2 }),
    'three parameters': () => cached((key: number, _two?: number, _three?: number) => load(key), { max: 2 }),
    async: () => cached(async (key: number) => load(key), { max: 2 }),
  };
  for (const [shape, make] of Object.entries(shapes))
    it(`${shape}: its value is kept where its load began, and nothing of it in the test container`, async () => {
      const f = make();
      expect(await f(0)).to.equal(0);
      expect(cacheOf(f).stats()).to.include({ size: 0, loads: 0, misses: 0 });
      for (const key of [1, 2, 1, 2]) expect(await f(key)).to.equal(key);
      expect(cacheOf(f).stats()).to.include({ size: 2, hits: 2, misses: 2, evictions: 0 });
      await kit?.dispose();
      kit = undefined;
      expect(await f(0)).to.equal(0);
      expect(cacheOf(f).stats()).to.include({ size: 1, hits: 1, misses: 1 });
      const { flights } = containerRegistry.caches.ofFunction(f)?.cache ?? {};
      expect([flights?.innermost, flights?.all]).to.deep.equal([undefined, []]);
    });

  const failures = {
    'one parameter': (key: number) => failing(key),
    'three parameters': (key: number, _two?: number, _three?: number) => failing(key),
  };
  for (const [shape, loader] of Object.entries(failures))
    it(`${shape}: its error is counted where its load began`, async () => {
      const f = cached(loader as (key: number) => number);
      expect(() => f(0)).to.throw('a0');
      expect(cacheOf(f).stats()).to.include({ loads: 0, loadErrors: 0 });
      await kit?.dispose();
      kit = undefined;
      expect(cacheOf(f).stats()).to.include({ loads: 1, loadErrors: 1 });
    });
});
