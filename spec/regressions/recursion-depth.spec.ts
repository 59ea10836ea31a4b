import { expect } from 'chai';
import { Cached, cached } from '../../src/index.js';
import { errorOf } from '../support/deferred.js';

const LEVELS = 3_000;
/** Of functions of three parameters, which leave nothing to spare for the frames of mocha and of its specs. */
const FEWER_LEVELS = 2_800;

// Kind of fault: Each level of a recursive cached function took eight frames of ours, so that 500 levels overflowed the default stack.
describe('regression: the depth of a recursion', () => {
  const options = { 'the default key': {}, 'a key and a ttl': { key: (n: number) => n, ttl: '1h' } } as const;

  for (const [what, given] of Object.entries(options)) {
    it(`sync, with ${what}`, () => {
      const sum: (n: number) => number = cached((n: number) => (n === 0 ? 0 : 1 + sum(n - 1)), { max: 100_000, ...given });
      expect(sum(LEVELS)).to.equal(LEVELS);
      expect(sum(LEVELS + 1), 'a level more, on a hit').to.equal(LEVELS + 1);
    });

    it(`async, with ${what}`, async () => {
      const sum: (n: number) => Promise<number> = cached(async (n: number) => (n === 0 ? 0 : 1 + (await sum(n - 1))), {
        max: 100_000,
        ...given,
      });
      expect(await sum(LEVELS)).to.equal(LEVELS);
    });
  }

  it('of methods, static ones too', async () => {
    class Tree {
      @Cached({ max: 100_000 }) size(n: number): number {
        return n === 0 ? 0 : 1 + this.size(n - 1);
      }
      @Cached({ max: 100_000, key: (n: number) => [n, 'depth'] }) static depth(n: number): number {
        return n === 0 ? 0 : 1 + Tree.depth(n - 1);
      }
      @Cached({ max: 100_000 }) async pair(n: number, step: number): Promise<number> {
        return n === 0 ? 0 : 1 + (await this.pair(n - step, step));
      }
    }
    expect([new Tree().size(LEVELS), Tree.depth(LEVELS), await new Tree().pair(LEVELS, 1)]).to.deep.equal([LEVELS, LEVELS, LEVELS]);
  });

  it('of functions of many parameters', async () => {
    const sum: (n: number, step: number, start: number) => number = cached(
      (n, step, start) => (n === 0 ? start : 1 + sum(n - step, step, start)),
      { max: 100_000 },
    );
    const wait: (n: number, step: number, start: number) => Promise<number> = cached(
      async (n, step, start) => (n === 0 ? start : 1 + (await wait(n - step, step, start))),
      { max: 100_000 },
    );
    expect([sum(FEWER_LEVELS, 1, 0), await wait(FEWER_LEVELS, 1, 0)]).to.deep.equal([FEWER_LEVELS, FEWER_LEVELS]);
  });

  it('without an end is the error of the stack, and the next call loads', async () => {
    let isEndless = true;
    const count: (n: number) => number = cached((n: number) => (n > 10 && !isEndless ? n : count(n + 1)), { max: 100_000 });
    expect(await errorOf(() => count(0))).to.be.instanceOf(RangeError);
    isEndless = false;
    expect(count(0)).to.equal(11);
  });
});
