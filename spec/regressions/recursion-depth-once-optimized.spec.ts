import { expect } from 'chai';
import { depthOf } from '../support/recursion.js';

/** A maker of trees whose method of two parameters calls itself. */
const TREES = `
  const tree = (isAsync) => {
    const Tree = isAsync
      ? class { async pair(n, step) { return n === 0 ? 0 : 1 + (await this.pair(n - step, step)); } }
      : class { pair(n, step) { return n === 0 ? 0 : 1 + this.pair(n - step, step); } };
    const described = Object.getOwnPropertyDescriptor(Tree.prototype, 'pair');
    Object.defineProperty(Tree.prototype, 'pair', Cached(options)(Tree.prototype, 'pair', described) ?? described);
    return new Tree();
  };`;

/** Calls of any number of arguments, hits and misses. */
const NUMBERS_OF_ARGUMENTS = `
  const counted = cached((a, b) => 1, { max: 50 });
  for (let i = 0; i < 1_000; i++) { counted(i % 70); counted('a' + (i % 9), 3); counted(); counted(i % 5, 2, 3); }`;

/** What a process has run before V8 optimizes the wrapper, which goes by what it has seen. */
const LIVES: Record<string, string> = {
  'errors and keys': `
    const odd = cached(async (a, b) => { if (a % 5 === 0) throw new Error('five'); return { a }; }, { max: 30, maxIdle: '1h' });
    for (let i = 0; i < 1_000; i++) await odd(i % 40, 'q').catch(() => {});
    ${NUMBERS_OF_ARGUMENTS}
    const named = cached((a, b) => a, { max: 10, key: (a, b) => \`\${a}-\${b}\` });
    for (let i = 0; i < 1_500; i++) named(i % 15, i % 2);`,
  'instances and classes': `
    ${NUMBERS_OF_ARGUMENTS}
    for (const [given, used] of [[{ max: 20 }, 50], [{ max: 20, per: 'class' }, 6]]) {
      class A { m(a, b) { return [a]; } }
      const described = Object.getOwnPropertyDescriptor(A.prototype, 'm');
      Object.defineProperty(A.prototype, 'm', Cached(given)(A.prototype, 'm', described) ?? described);
      for (let i = 0; i < 300; i++) for (let k = 0, a = new A(); k < used; k++) a.m(k % 25, i % 3);
    }`,
};

const optimize = (isAsync: boolean) => `
  const { pair } = tree(${isAsync});
  %PrepareFunctionForOptimization(pair);
  await tree(${isAsync}).pair(3, 1);
  %OptimizeFunctionOnNextCall(pair);
  await Object.assign(tree(${isAsync}), { pair }).pair(4, 1);`;

// Kind of fault: V8's optimized code of the wrapper kept more at each level than its interpreter does, the variables of the look-up among it: 2,850 levels once a process had run enough.
describe('regression: the depth of a recursion once V8 has optimized the wrapper', () => {
  for (const isAsync of [true, false]) {
    const kind = isAsync ? 'async' : 'sync';
    const run = `const run = (n) => tree(${isAsync}).pair(n, 1);`;

    for (const [life, before] of Object.entries(LIVES))
      it(`${kind}, after ${life}: 3300 levels`, () => {
        const program = `${TREES} ${before} ${optimize(isAsync)} ${run}`;
        expect(depthOf(program, 3_300, ['--allow-natives-syntax'])).to.equal(3_300);
      });

    it(`${kind}, in a process that has run nothing before: 3250 levels`, () => {
      expect(depthOf(`${TREES} ${run}`, 3_250)).to.equal(3_250);
    });
  }
}).timeout(60_000);
