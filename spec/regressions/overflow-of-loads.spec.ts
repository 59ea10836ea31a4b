import { expect } from 'chai';
import { cached, registry } from '../../src/index.js';
import { nextTurn } from '../support/deferred.js';
import { keepInvariants } from '../support/invariants.js';
import { FRAMES, nearTheEndOfTheStack, promisesNearTheEndOfTheStack } from '../support/stack.js';
import { collectReports } from '../support/warnings.js';

const work = (depth: number): number => (depth === 0 ? 1 : 1 + work(depth - 1));

/** What a cached function can be asked for, and with which options. */
const OPTIONS = {
  none: {},
  'ttl and max': { ttl: '1h', max: 100 },
  'functions of the value': { ttl: () => 1_000 * work(2), store: () => work(2) > 0, when: () => work(2) > 0 },
  'a key builder': { key: (key: number) => [work(2), key], max: 1_000 },
  errorTtl: { errorTtl: '1h' },
  'an errorTtl function': { errorTtl: () => 1_000 * work(2) },
  'stale windows': { ttl: '1h', staleWhileRevalidate: '1h', staleIfError: '1h' },
  timeout: { timeout: '1h' },
  cloned: { values: 'cloned' },
  frozen: { values: 'frozen' },
} as const;

/** Kind of fault: a stack overflow between two statements of ours, or of the user's on whom we call, left a key that could not be loaded again or a
 * promise that nobody handles. */
describe('regression: a stack overflow in a cached call', () => {
  collectReports();
  keepInvariants();
  afterEach(() => registry.clear());

  for (const [what, options] of Object.entries(OPTIONS)) {
    for (const isWarm of [false, true]) {
      const title = `${what}${isWarm ? ', warmed up' : ''}`;

      it(`leaves each key of a sync function to be loaded again: ${title}`, async () => {
        const f = cached((key: number) => ({ key, depth: work(2) }), { max: 10_000, ...options } as object);
        if (isWarm) for (let key = -500; key < 0; key++) f(key);
        for (let shift = 0; shift < 8; shift++) nearTheEndOfTheStack((at) => f(at + FRAMES * shift), shift);
        for (let key = 0; key < 8 * FRAMES; key++) expect(f(key).key).to.equal(key);
        await nextTurn();
      });

      it(`leaves each key of an async function to be loaded again: ${title}`, async () => {
        const f = cached(async (key: number) => ({ key, depth: work(2) }), { max: 10_000, ...options } as object);
        if (isWarm) for (let key = -500; key < 0; key++) await f(key);
        for (let shift = 0; shift < 8; shift++) {
          await Promise.allSettled(promisesNearTheEndOfTheStack((at) => f(at + FRAMES * shift), shift));
        }
        await nextTurn();
        const values = await Promise.all(Array.from({ length: 8 * FRAMES }, (_, key) => f(key)));
        for (const [key, value] of values.entries()) expect(value.key).to.equal(key);
      });
    }
  }

  it('leaves a recursion to be called again', async () => {
    let isEndless = true;
    const sync = cached((n: number): number => (isEndless ? 1 + sync(n + 1) : n), { max: 1e5 });
    const slow = cached(async (n: number): Promise<number> => (isEndless ? 1 + (await slow(n + 1)) : n), { max: 1e5 });
    expect(() => sync(0)).to.throw(RangeError);
    expect(await slow(0).catch((error: Error) => error.name)).to.equal('RangeError');
    isEndless = false;
    for (let n = 0; n < 12_000; n++) expect(sync(n)).to.equal(n);
    for (let n = 0; n < 12_000; n++) expect(await slow(n)).to.equal(n);
  });
});
