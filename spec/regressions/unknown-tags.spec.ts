import { expect } from 'chai';
import { Cached, type CachedOptions, cached, cacheOf, registry } from '../../src/index.js';
import { printedBy } from '../packaging/project.js';
import { type Deferred, deferred, nextTurn } from '../support/deferred.js';

interface Value {
  readonly version: number;
  readonly text: string;
}

const TAGS = (): string[] => ['t'];
const fails = (): never => {
  throw new Error('no tags');
};

/** Options under which no value is stored, and the tags of none become known. */
const CASES: Readonly<Record<string, CachedOptions>> = {
  'is too large, and was asked for a window': { tags: TAGS, ttl: '1m', staleWhileRevalidate: () => 1_000, maxBytes: 1 },
  'weighs nothing sensible, and was asked for a window': { tags: TAGS, ttl: '1m', staleIfError: () => 1_000, weigh: () => Number.NaN },
  'is too large by its weight, and was asked for both windows': {
    tags: TAGS,
    ttl: '1m',
    staleIfError: () => 1,
    staleWhileRevalidate: () => 1,
    maxBytes: 5,
    weigh: () => 6,
  },
  'was weighed, and has tags that throw': { tags: fails, weigh: () => 1 },
  'was estimated, and has tags that are no list': { tags: (() => 't') as never, maxBytes: '1MB' },
};

// Kind of fault: A value that was refused before it was asked for its tags counted as one without tags, so that a call made after an
// invalidation, which had joined its load, was given it.
describe('regression: values whose tags nobody knows', () => {
  const loads: Deferred<Value>[] = [];
  const begin = (): Promise<Value> => loads[loads.push(deferred<Value>()) - 1]?.promise as Promise<Value>;
  const arrive = (index: number): void => loads[index]?.resolve({ version: index, text: 'x'.repeat(100) });
  afterEach(() => {
    loads.length = 0;
  });

  /** Two loads are under way, and tags were invalidated after both had begun, when the last call is made. */
  async function lastCallOf(call: () => Promise<Value>): Promise<Value> {
    void call();
    await registry.invalidateTags('t');
    void call();
    await registry.invalidateTags('t');
    const last = call();
    expect(loads).to.have.length(2);
    arrive(0);
    arrive(1);
    await nextTurn();
    arrive(2);
    return last;
  }

  for (const [name, options] of Object.entries(CASES)) {
    it(`gives later calls none that ${name}`, async () => {
      const call = cached(begin, options as object);
      expect(await lastCallOf(call)).to.include({ version: 2 });
      expect(cacheOf(call).size).to.equal(0);
    });
  }

  it('gives later calls none under a budget', async () => {
    registry.configure({ maxBytes: '1MB' });
    try {
      const call = cached(begin, { tags: fails });
      expect(await lastCallOf(call)).to.include({ version: 2 });
    } finally {
      registry.configure({ maxBytes: undefined });
    }
  });

  it('gives later calls of a method none', async () => {
    class Prices {
      @Cached({ tags: TAGS, ttl: '1m', staleIfError: () => 1_000, maxBytes: 1 })
      async price(): Promise<Value> {
        return begin();
      }
    }
    const prices = new Prices();
    expect(await lastCallOf(() => prices.price())).to.include({ version: 2 });
  });

  it('still gives one that has no tags at all', async () => {
    const call = cached(begin, { tags: () => [], ttl: '1m', staleIfError: () => 1_000 });
    void call();
    await registry.invalidateTags('t');
    void call();
    await registry.invalidateTags('t');
    const last = call();
    arrive(1);
    arrive(0);
    expect(await last).to.include({ version: 1 });
    expect(loads).to.have.length(2);
  });

  it('gives later calls none, whichever copy of the package has made the method', async () => {
    const printed = await printedBy(`
      import { createRequire } from 'node:module';
      import * as esm from 'warmscope';
      const cjs = createRequire(process.cwd() + '/')('warmscope');
      process.on('warning', () => {});
      const versions = [];
      for (const { cached, registry } of [esm, cjs]) {
        const loads = [];
        const begin = async () => new Promise((resolve) => loads.push(resolve));
        const call = cached(begin, { tags: () => ['t'], ttl: '1m', staleIfError: () => 1_000, weigh: () => NaN });
        void call();
        await registry.invalidateTags('t');
        void call();
        await registry.invalidateTags('t');
        const last = call();
        loads.forEach((resolve, version) => resolve(version));
        await new Promise((resolve) => setImmediate(resolve));
        loads[2]?.(2);
        versions.push(await last);
      }
      console.log(JSON.stringify(versions));
      process.exit();`);
    expect(printed).to.deep.equal([2, 2]);
  });
});
