import { expect } from 'chai';
import { Cached, cached, cacheOf, registry, runInvocation } from '../../src/index.js';
import { errorOf, nextTurn } from '../support/deferred.js';
import { FRAMES, nearTheEndOfTheStack, promisesNearTheEndOfTheStack, useShortStackTraces } from '../support/stack.js';
import { collectReports } from '../support/warnings.js';

const work = (depth: number): number => (depth === 0 ? 1 : 1 + work(depth - 1));

/** Shifts of the stack by so many words, so that each statement meets its end somewhere. */
const SHIFTS = [0, 3, 6];

/** A key of its own for each frame and shift. */
const keyAt = (at: number, shift: number): number => at + FRAMES * SHIFTS.indexOf(shift);
const KEYS = Array.from({ length: FRAMES * SHIFTS.length }, (_, key) => key);

/** What a cached function can be asked for, and with which options. */
const OPTIONS = {
  none: {},
  'ttl and max': { ttl: '1h', max: 100 },
  'functions of the value': { ttl: () => 1_000 * work(2), store: () => work(2) > 0, when: () => work(2) > 0 },
  'a key builder': { key: (key: number) => [work(2), key], max: 1_000 },
  errorTtl: { errorTtl: '1h' },
  'an errorTtl function': { errorTtl: () => 1_000 * work(2) },
  'stale windows': { ttl: '1h', staleWhileRevalidate: '1h', staleIfError: '1h' },
  'stale windows by the value': { ttl: '1h', staleWhileRevalidate: () => 1_000 * work(2), staleIfError: () => 1_000 * work(2) },
  maxIdle: { maxIdle: '1h' },
  'maxIdle and ttl': { maxIdle: '1h', ttl: '2h', max: 100 },
  'hashed keys': { keys: 'hashed' },
  timeout: { timeout: '1h' },
  cloned: { values: 'cloned' },
  frozen: { values: 'frozen' },
} as const;

/** Expects that of all keys, asked for in their order, the last ones are left, as many as there may be. */
function expectWhole(f: (key: number) => unknown): void {
  const { size, max } = cacheOf(f).stats();
  const kept = KEYS.filter((key) => cacheOf(f).has(key));
  expect([kept.length, size]).to.deep.equal([Math.min(KEYS.length, max), size]);
  expect(size).to.be.within(Math.min(KEYS.length, max), max);
  expect(kept).to.deep.equal(KEYS.slice(-kept.length));
}

// Kind of fault: A stack overflow between two statements of ours, or of the user code that we call, left a key that could not be loaded again or a
// promise that nobody handles.
describe('regression: a stack overflow in a cached call', () => {
  collectReports();
  useShortStackTraces();
  afterEach(() => registry.clear());

  // A loader without a frame to spare has the overflow come before it and after it, in our own code.
  for (const [what, options] of Object.entries(OPTIONS)) {
    for (const depth of [undefined, 2]) {
      const load = depth === undefined ? (key: number) => ({ key }) : (key: number) => ({ key: key + 0 * work(depth) });
      const loadSlowly = depth === undefined ? async (key: number) => ({ key }) : async (key: number) => load(key);

      for (const isWarm of [false, true]) {
        const title = `${what}, ${depth ?? 'no'} frames deep${isWarm ? ', warmed up' : ''}`;

        it(`leaves each key of a sync function to be loaded again: ${title}`, async () => {
          const f = cached((...args: [key: number]) => load(...args), { max: 10_000, ...options } as object);
          const g = cached(load.bind(undefined), { max: 10_000, ...options } as object);
          for (const each of [f, g]) {
            if (isWarm) for (let key = -100; key < 0; key++) each(key);
            for (const shift of SHIFTS) nearTheEndOfTheStack((at) => each(keyAt(at, shift)), shift);
            expect(KEYS.filter((key) => each(key).key !== key)).to.deep.equal([]);
            expectWhole(each);
          }
          await nextTurn();
        });

        it(`leaves each key of an async function to be loaded again: ${title}`, async () => {
          const f = cached(loadSlowly, { max: 10_000, ...options } as object);
          if (isWarm) for (let key = -100; key < 0; key++) await f(key);
          for (const shift of SHIFTS) {
            await Promise.allSettled(promisesNearTheEndOfTheStack((at) => f(keyAt(at, shift)), shift));
          }
          await nextTurn();
          const values = await Promise.all(KEYS.map((key) => f(key)));
          expect(values.map(({ key }) => key)).to.deep.equal(KEYS);
          expectWhole(f);
        });
      }
    }
  }

  for (const [what, options] of Object.entries(OPTIONS)) {
    it(`leaves a recursion to be called again: ${what}`, async () => {
      for (const inside of [(work: () => unknown) => work(), (work: () => unknown) => runInvocation({ tenantId: 'one' }, work)]) {
        let isEndless = true;
        const given = { max: 4_000, ...options } as object;
        const sync = cached((n: number): { n: number } => (isEndless ? { n: 1 + sync(n + 1).n } : { n }), given);
        const slow = cached(async (n: number): Promise<{ n: number }> => ({ n: isEndless ? 1 + (await slow(n + 1)).n : n }), given);
        const fresh = cached((n: number): { n: number } => (isEndless ? { n: 1 + cacheOf(fresh).refresh(n + 1).n } : { n }), given);
        const slowFresh = cached(async (n: number): Promise<{ n: number }> => {
          return { n: isEndless ? 1 + (await cacheOf(slowFresh).refresh(n + 1)).n : n };
        }, given);
        const recursions = [sync, slow, fresh, slowFresh];
        for (const recursion of recursions) {
          const error = await errorOf(() => inside(() => recursion(0)));
          expect(error.name).to.match(/RangeError|CacheKeyError/);
        }
        await nextTurn();
        isEndless = false;
        await inside(async () => {
          for (const recursion of recursions) {
            const wrong: number[] = [];
            for (let n = 0; n < 1_500; n++) if ((await recursion(n)).n !== n) wrong.push(n);
            expect(wrong).to.deep.equal([]);
            expect(cacheOf(recursion).size).to.be.within(Math.min(1_500, cacheOf(recursion).stats().max), cacheOf(recursion).stats().max);
          }
        });
      }
    });
  }

  it('leaves a recursion over objects to be called again: getters, and methods of a scope', async () => {
    let isEndless = true;
    class Item {
      constructor(readonly n: number) {}
      get next(): Item {
        items[this.n + 1] ??= new Item(this.n + 1);
        return items[this.n + 1] as Item;
      }
      @Cached() get all(): number {
        return isEndless ? 1 + this.next.all : this.n;
      }
      @Cached({ scope: 'tenant' }) ofTenant(part: string): number {
        return isEndless ? 1 + this.next.ofTenant(part) : this.n;
      }
      @Cached({ scope: 'invocation' }) async ofInvocation(): Promise<number> {
        return isEndless ? 1 + (await this.next.ofInvocation()) : this.n;
      }
    }
    const items = [new Item(0)];
    const [first] = items as [Item];
    await runInvocation({ tenantId: 'one' }, async () => {
      expect(() => first.all).to.throw(RangeError);
      expect(() => first.ofTenant('a')).to.throw(RangeError);
      expect((await errorOf(() => first.ofInvocation())).name).to.equal('RangeError');
      await nextTurn();
      isEndless = false;
      for (const [n, item] of items.entries()) expect([item.all, item.ofTenant('a'), await item.ofInvocation()]).to.deep.equal([n, n, n]);
    });
  });
});
