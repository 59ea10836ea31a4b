import { expect } from 'chai';
import {
  Cached,
  type CachedOptions,
  cached,
  cacheOf,
  Invalidates,
  RetryAfterInvalidate,
  registry,
  runInvocation,
} from '../../src/index.js';
import { useFakeClock } from '../support/clock.js';
import { deferred, nextTurn } from '../support/deferred.js';
import { keepInvariants } from '../support/invariants.js';
import { FRAMES, nearTheEndOfTheStack, promisesNearTheEndOfTheStack, useShortStackTraces } from '../support/stack.js';
import { collectReports } from '../support/warnings.js';

const work = (depth: number): number => (depth === 0 ? 1 : 1 + work(depth - 1));

/** Shifts of the stack by so many words, so that each operation meets its end at every place. */
const SHIFTS = [0, 3, 6];

/** Every kind of cached member, with its operations as any other code sees them. */
class Subject {
  loads = 0;

  @Cached({ max: 200 }) method(key: number): string {
    return `${key} ${work(2)} ${++this.loads > 0}`;
  }

  @Cached({ max: 200 }) async slow(key: number): Promise<string> {
    return `${key} ${work(2)} ${++this.loads > 0}`;
  }

  @Cached({ per: 'class', max: 200, ttl: '1h', staleWhileRevalidate: '1h' }) shared(key: number, part: string): string {
    return `${key} ${part} ${work(2)}`;
  }

  @Cached({ max: 200, ttl: '1h', staleIfError: '1h', values: 'cloned', timeout: '1m' }) async copied(
    key: number,
  ): Promise<{ key: number }> {
    return { key: key * work(0) };
  }

  @Cached() get all(): number {
    return work(3);
  }

  @Cached({ scope: 'tenant', max: 200 }) static async ofTenant(key: number): Promise<string> {
    return `${key} ${work(2)}`;
  }

  @Invalidates('method', { key: (key: number) => [key] }) @Invalidates('slow') change(key: number): number {
    return key + work(1);
  }

  @Invalidates('slow', { key: (key: number) => [key] }) async changeSlowly(key: number): Promise<number> {
    return key + work(1);
  }

  @RetryAfterInvalidate({ on: () => true, invalidates: ['method' as never] }) retried(key: number): string {
    if (key % 2 === 0 && ++this.loads % 2 === 0) throw new Error('revoked');
    return this.method(key);
  }
}

type Handle = ReturnType<typeof cacheOf<(key: number) => unknown>>;

const subject = new Subject();
const methods = cacheOf(subject, 'method');
const slows = cacheOf(subject, 'slow');
const shareds = cacheOf(Subject, 'shared');
const copies = cacheOf(subject, 'copied');

/** The operations, each on a key. */
const OPERATIONS: Record<string, (key: number) => unknown> = {
  'a call': (key) => subject.method(key),
  'a call of an async method': (key) => subject.slow(key),
  'a call of what a class shares': (key) => subject.shared(key, 'a'),
  'a call that gives copies': (key) => subject.copied(key),
  'a getter': () => subject.all,
  'a static method of tenant scope': (key) => Subject.ofTenant(key),
  'a call that joins': (key) => Promise.all([subject.slow(1_000 + (key % 3)), subject.slow(1_000 + (key % 3))]),
  set: (key) => methods.set([key], `${key} 3 true`),
  'set of an async method': (key) => slows.set([key], `${key} 3 true`),
  'set of a promise': (key) => slows.set([key], Promise.resolve(`${key} 3 true`)),
  delete: (key) => methods.delete(key),
  'delete of an async method': (key) => slows.delete(key),
  refresh: (key) => methods.refresh(key),
  'refresh of an async method': (key) => slows.refresh(key),
  'refresh of what is cloned': (key) => copies.refresh(key),
  clear: (key) => (key % 50 === 0 ? methods.clear() : methods.delete(key)),
  'clear of an async method': (key) => (key % 50 === 0 ? slows.clear() : slows.delete(key)),
  'clear of a class': (key) => (key % 50 === 0 ? shareds.clear() : shareds.delete(key, 'a')),
  'registry.clear': (key) => (key % 100 === 0 ? registry.clear() : undefined),
  'peek and has': (key) => [methods.peek(key), methods.has(key), methods.size],
  stats: () => [methods.stats(), registry.stats()],
  'an invalidating method': (key) => subject.change(key),
  'an async invalidating method': (key) => subject.changeSlowly(key),
  'a retried method': (key) => subject.retried(key),
};

// Kind of fault: An operation that was cut short by the end of the stack left a key, an order or a count that was wrong from then on.
describe('regression: a stack overflow in an operation', () => {
  const reported = collectReports();
  useShortStackTraces();
  keepInvariants();
  const clock = useFakeClock();
  // The subject has a field beside what its instances share, and keys that come once.
  before(() => registry.configure({ silence: ['WARN_WARMSCOPE_SHARED_FIELDS', 'WARN_WARMSCOPE_HIT_RATIO'] }));
  after(() => registry.configure({ silence: undefined }));
  afterEach(() => registry.clear());

  async function expectAllWell(): Promise<void> {
    const wrong: unknown[] = [];
    for (let key = 0; key < 2 * FRAMES; key++) {
      const given = [subject.method(key), await subject.slow(key), subject.shared(key, 'a'), (await subject.copied(key)).key].join();
      if (given !== `${key} 3 true,${key} 3 true,${key} a 3,${key}`) wrong.push(given);
    }
    expect(wrong).to.deep.equal([]);
    expect(subject.all).to.equal(4);
    for (const handle of [methods, slows, copies] as unknown as Handle[]) expect(handle.size).to.equal(200);
    await runInvocation({ tenantId: 'one' }, async () => expect(await Subject.ofTenant(5)).to.equal('5 3'));
    expect(
      (await reported.codes()).filter((code) => code !== 'WARN_WARMSCOPE_SCOPE' && code !== 'WARN_WARMSCOPE_INVALIDATION'),
    ).to.deep.equal([]);
  }

  for (const [what, operation] of Object.entries(OPERATIONS)) {
    for (const state of ['empty', 'full', 'stale'] as const) {
      it(`leaves everything usable: ${what}, ${state}`, async () => {
        if (state !== 'empty') await expectAllWell();
        if (state === 'stale') clock.advance(5_400_000);
        for (const shift of SHIFTS) {
          await Promise.allSettled(promisesNearTheEndOfTheStack((at) => operation(at), shift));
          await runInvocation({ tenantId: 'one' }, async () => {
            await Promise.allSettled(promisesNearTheEndOfTheStack((at) => operation(at), shift));
          });
        }
        await nextTurn();
        await expectAllWell();
      });
    }
  }

  it('leaves keys to be loaded again whose promises were set, and fail', async () => {
    for (const shift of SHIFTS) {
      const gates = Array.from({ length: FRAMES }, () => deferred<string>());
      nearTheEndOfTheStack((at) => slows.set([at], gates[at]?.promise as Promise<string>), shift);
      for (const { reject } of gates) reject(new Error('down'));
      // Where there was no stack to look at one, it is still the caller's.
      for (const { promise } of gates) promise.catch(() => undefined);
      await nextTurn();
      for (let key = 0; key < FRAMES; key++) expect(await subject.slow(key)).to.equal(`${key} 3 true`);
      slows.clear();
    }
  });

  it('never has a deleted value served, nor an invalidated one, where the operation did not throw', async () => {
    for (const shift of SHIFTS) {
      const done: boolean[] = [];
      for (let key = 0; key < FRAMES; key++) subject.method(key);
      nearTheEndOfTheStack((at) => {
        if (shift % 2 === 0) methods.delete(at);
        else subject.change(at);
        done[at] = true;
      }, shift);
      for (const [key, isDone] of done.entries()) if (isDone) expect(methods.has(key)).to.equal(false);
    }
    await nextTurn();
  });

  it('drops the entries of a mutating method that returned, even if no stack was left', async () => {
    let changed = 0;
    class Store {
      @Cached() get(_key: number): number {
        return changed;
      }
      @Invalidates('get') change(): void {
        changed++;
      }
    }
    const store = new Store();
    for (const shift of SHIFTS) {
      store.get(1);
      nearTheEndOfTheStack(() => store.change(), shift);
      await nextTurn();
      expect(store.get(1)).to.equal(changed);
    }
  });

  for (const options of [{}, { ttl: '1h' }, { errorTtl: '1h' }, { key: (n: number) => n }] as CachedOptions[]) {
    it(`leaves mutual recursion to be called again: ${Object.keys(options)}`, async () => {
      let isEndless = true;
      class Tree {
        @Cached(options as object) even(n: number): number {
          return isEndless ? 1 + this.odd(n + 1) : n;
        }
        @Cached(options as object) odd(n: number): number {
          return isEndless ? 1 + this.even(n + 1) : n;
        }
        @Cached(options as object) async slowEven(n: number): Promise<number> {
          return isEndless ? 1 + (await this.slowOdd(n + 1)) : n;
        }
        @Cached(options as object) async slowOdd(n: number): Promise<number> {
          return isEndless ? 1 + (await Tree.size(n + 1)) : n;
        }
        @Cached(options as object) static async size(n: number): Promise<number> {
          return isEndless ? 1 + (await tree.slowEven(n + 1)) : n;
        }
      }
      const tree = new Tree();
      const size = cached((n: number): number => (isEndless ? tree.even(n) : n), options as object);
      expect(() => size(0)).to.throw(RangeError);
      expect(await tree.slowEven(0).catch((error: Error) => error.name)).to.match(/RangeError|CacheKeyError/);
      await nextTurn();
      isEndless = false;
      const wrong: unknown[] = [];
      for (let n = 0; n < 1_500; n++) {
        const given = [size(n), tree.even(n), tree.odd(n), await tree.slowEven(n), await tree.slowOdd(n), await Tree.size(n)];
        if (given.some((each) => each !== n)) wrong.push([n, given]);
      }
      expect(wrong).to.deep.equal([]);
    });
  }

  it('is never kept, nor any result made of it', async () => {
    let isEndless = true;
    const endless = (depth: number): number => (isEndless ? 1 + endless(depth + 1) : depth);
    const failing: Record<string, () => unknown> = {
      itself: () => endless(0),
      'as a key builder': cached((n = 0) => n, { key: () => endless(0) }),
      'as a cause': () => {
        try {
          return endless(0);
        } catch (cause) {
          throw new Error('no report', { cause });
        }
      },
    };
    for (const load of Object.values(failing)) {
      isEndless = true;
      const sync = cached(() => load(), { errorTtl: '1h' });
      const slow = cached(async () => load(), { errorTtl: () => '1h' });
      expect(() => sync()).to.throw();
      expect(await slow().catch((error: Error) => error instanceof Error)).to.equal(true);
      isEndless = false;
      expect([sync(), await slow()]).to.deep.equal([0, 0]);
    }
  });
});
