import { expect } from 'chai';
import { Cached, type CachedOptions, cached, cacheOf, Invalidates } from '../../src/index.js';
import { nextTurn } from '../support/deferred.js';
import { keepInvariants } from '../support/invariants.js';
import { nearTheEndOfTheStack, useShortStackTraces } from '../support/stack.js';
import { collectReports } from '../support/warnings.js';

const work = (depth: number): number => (depth === 0 ? 1 : 1 + work(depth - 1));
/** Needs more stack than the frames have among which it is called. */
const DEEP = 400;
const FRAMES = 600;
const endless = (): never => endless();

type Options = CachedOptions<unknown, [key: number], { key: number }>;

// Kind of fault: Where a caller had too little stack left for a function that an option is, the function was said to have thrown: a warning blamed
// it, which is given once, so that a fault of its own was not reported later; and a mutating method returned with nothing dropped.
describe('regression: functions of options at the end of the stack', () => {
  const reports = collectReports();
  useShortStackTraces();
  keepInvariants();

  const ASKED: Readonly<Record<string, (answer: () => number) => Options>> = {
    ttl: (answer) => ({ ttl: () => 60_000 * answer() }),
    weigh: (answer) => ({ weigh: () => 100 * answer(), maxBytes: '1GB' }),
    tags: (answer) => ({ tags: () => [`t${answer()}`] }),
    staleIfError: (answer) => ({ ttl: '1h', staleIfError: () => 60_000 * answer() }),
    store: (answer) => ({ store: () => answer() > 0 }),
  };
  for (const [what, optionsOf] of Object.entries(ASKED)) {
    it(`"${what}" is not blamed for what its caller had left`, async () => {
      const f = cached(
        (key: number) => ({ key }),
        optionsOf(() => work(DEEP)),
      );
      // Compiled before, what warns as well: V8 does not compile anything near the end.
      for (const key of [1, 2, 3]) cached((each: number) => ({ key: each }), optionsOf(endless))(key);
      const codes = [...(await reports.codes())];
      expect(codes.length).to.equal(3);
      const step = (at: number): unknown => f(at);
      for (let key = 0; key < 5; key++) step(-1 - key);
      nearTheEndOfTheStack(step, 0, FRAMES);
      expect(await reports.codes()).to.deep.equal(codes);
      for (let key = 0; key < FRAMES; key++) expect(f(key)).to.deep.equal({ key });
      expect(cacheOf(f).has(FRAMES - 1)).to.equal(true);
    });
  }

  for (const what of ['ttl', 'weigh', 'tags'] as const) {
    it(`"${what}" is, where it recurses without end`, async () => {
      const f = cached((key: number) => ({ key }), ASKED[what]?.(endless));
      expect(f(1)).to.deep.equal({ key: 1 });
      expect(cacheOf(f).has(1)).to.equal(false);
      expect(await reports.codes()).to.deep.equal(['WARN_WARMSCOPE_OPTION']);
    });
  }

  it('a mutating method that was called there leaves nothing outdated', async () => {
    class Store {
      version = 0;
      @Cached({ tags: ['stored'] })
      value(): number {
        return this.version;
      }
      @Cached()
      other(_key: string): number {
        return this.version;
      }
      @Invalidates({ tags: () => (work(DEEP) > 0 ? ['stored'] : []) })
      @Invalidates('other', { key: () => (work(DEEP) > 0 ? 'a' : 'b') })
      set(): void {
        this.version++;
      }
    }
    const store = new Store();
    let target = -1;
    const step = (at: number): unknown => at === target && store.set();
    for (let round = 0; round < 5; round++) store.set();
    step(0);
    for (target = 0; target < FRAMES; target += 7) {
      store.value();
      store.other('a');
      nearTheEndOfTheStack(step, 0, target + 1);
      await nextTurn();
      expect([store.value(), store.other('a')], `${target} frames from the end`).to.deep.equal([store.version, store.version]);
    }
    expect(await reports.codes()).to.deep.equal([]);
  });
});
