import { expect } from 'chai';
import { Cached, Invalidates, Updates } from '../../src/index.js';
import { nextTurn } from '../support/deferred.js';
import { nearTheEndOfTheStack, useShortStackTraces } from '../support/stack.js';
import { collectReports } from '../support/warnings.js';

// Kind of fault: A mutating method that threw `undefined` was taken for one that had returned before the stack ended, so that entries were dropped
// or replaced although nothing had changed.
describe('regression: mutating methods that throw something else than an error', () => {
  const reports = collectReports();

  class Prices {
    loads = 0;
    @Cached()
    of(_key: string): number {
      return ++this.loads;
    }
    @Invalidates('of')
    clear(thrown: unknown): void {
      throw thrown;
    }
    @Updates('of', { args: () => ['a'] })
    set(thrown: unknown): number {
      throw thrown;
    }
    @Invalidates('of')
    @Updates('of', { args: () => ['a'] })
    both(thrown: unknown): number {
      throw thrown;
    }
  }

  for (const method of ['clear', 'set', 'both'] as const)
    for (const thrown of [undefined, null, 0, '', Symbol('none')])
      it(`${method}() throws ${String(thrown)}: nothing is dropped or replaced`, async () => {
        const prices = new Prices();
        prices.of('a');
        let caught: unknown[] = [];
        try {
          prices[method](thrown);
        } catch (error) {
          caught = [error];
        }
        expect(caught).to.deep.equal([thrown]);
        await nextTurn();
        expect(prices.of('a')).to.equal(1);
        expect(await reports.codes()).to.deep.equal([]);
      });
});

const work = (depth: number): number => (depth === 0 ? 1 : 1 + work(depth - 1));
const FRAMES = 600;

// Kind of fault: Where the end of the stack cut a mutating method short, another one whose body had called it took its result for its own.
describe('regression: the result of a mutating method that another one has called at the end of the stack', () => {
  collectReports();
  useShortStackTraces();

  class Store {
    version = 0;
    @Cached()
    value(): number {
      return this.version * 1_000;
    }
    @Invalidates({ tags: () => [`t${work(400)}`] })
    bump(): number {
      return ++this.version;
    }
    @Updates('value', { args: () => [] })
    set(): number {
      return this.bump() * 1_000;
    }
    @Updates('value', { args: () => [] })
    @Invalidates({ tags: () => [`t${work(400)}`] })
    stacked(): number {
      return this.bump() * 1_000;
    }
  }

  for (const method of ['set', 'stacked'] as const)
    it(`${method}() writes its own result, or drops what there was`, async () => {
      const store = new Store();
      let target = -1;
      const step = (at: number): unknown => at === target && store[method]();
      for (let round = 0; round < 5; round++) store[method]();
      step(0);
      for (target = 0; target < FRAMES; target += 7) {
        store.value();
        nearTheEndOfTheStack(step, 0, target + 1);
        await nextTurn();
        expect(store.value(), `${target} frames from the end`).to.equal(store.version * 1_000);
      }
    });
});
