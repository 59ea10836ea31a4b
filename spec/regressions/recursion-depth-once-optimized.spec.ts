import { expect } from 'chai';
import { depthOf } from '../support/recursion.js';

/** A tree whose method of two parameters calls itself, as each test makes anew. */
const TREE = `
  const tree = (isAsync) => {
    const Tree = isAsync
      ? class { async pair(n, step) { return n === 0 ? 0 : 1 + (await this.pair(n - step, step)); } }
      : class { pair(n, step) { return n === 0 ? 0 : 1 + this.pair(n - step, step); } };
    const described = Object.getOwnPropertyDescriptor(Tree.prototype, 'pair');
    Object.defineProperty(Tree.prototype, 'pair', Cached(options)(Tree.prototype, 'pair', described) ?? described);
    return new Tree();
  };`;

/** What a process has run before V8 optimizes the wrapper, which goes by what it has seen. */
const LIVES: Record<string, string> = {
  'nothing else': '',
  recursions: 'for (let i = 0; i < 5; i++) await tree(true).pair(200, 1);',
  'hits and joins of keys': `
    const get = cached(async (a, b) => b, { max: 10, key: (a) => [a], ttl: '1h' });
    for (let i = 0; i < 2_000; i++) await Promise.all([get(i % 20, 1), get(i % 20, 2)]);`,
  'errors, hits and misses': `
    const odd = cached((a) => { if (a % 3 === 0) throw new Error('three'); return a; }, { max: 10 });
    for (let i = 0; i < 2_000; i++) try { odd(i % 13); } catch {}`,
};

// Kind of fault: V8's optimized code of the wrapper took more room at each level than its interpreter, so that a process that had run enough ended before 3,000 levels.
describe('regression: the depth of a recursion once V8 has optimized the wrapper', () => {
  for (const [life, before] of Object.entries(LIVES))
    for (const isAsync of [true, false])
      it(`${isAsync ? 'async' : 'sync'}, after ${life}: 5000 levels`, () => {
        const optimized = `
          const { pair } = tree(${isAsync});
          %PrepareFunctionForOptimization(pair);
          await tree(${isAsync}).pair(3, 1);
          %OptimizeFunctionOnNextCall(pair);
          await Object.assign(tree(${isAsync}), { pair }).pair(4, 1);`;
        const run = `const run = (n) => tree(${isAsync}).pair(n, 1);`;
        expect(depthOf(TREE + before + optimized + run, 5_000, ['--allow-natives-syntax'])).to.equal(5_000);
      });

  for (const isAsync of [true, false])
    it(`${isAsync ? 'async' : 'sync'}, before it has, with a tenth to spare: 3200 levels`, () => {
      expect(depthOf(`${TREE} const run = (n) => tree(${isAsync}).pair(n, 1);`, 3_200)).to.equal(3_200);
    });
}).timeout(60_000);
