import { expect } from 'chai';
import { depthOf } from '../support/recursion.js';

/** A recursive function of the parameters, each of which may have a default; it calls `next`. */
function recursive(parameters: readonly string[], isAsync: boolean, next = 'f'): string {
  const rest = parameters.slice(1).map((parameter) => parameter.replace(/ = .*/, ''));
  const call = `${next}(${['n - 1', ...rest].join()})`;
  return `${isAsync ? 'async ' : ''}(${parameters.join()}) => n === 0 ? 0 : 1 + ${isAsync ? `await ${call}` : call}`;
}

const NAMES = ['n', 'a', 'b', 'c', 'd', 'e'];
const THREE = NAMES.slice(0, 3);
const RUN = 'const run = (n) => f(n, 1, 1, 1, 1, 1);';

// Kind of fault: A function of three parameters or more had a second frame of ours at each level, and ended at 2,000 levels.
describe('regression: the depth of a recursion with many parameters', () => {
  // Each in a process that has run nothing before, where V8's frames are largest.
  // Decision 0054 has what each parameter takes.
  const reached: [count: number, levels: number][] = [
    [3, 3_000],
    [4, 2_750],
    [5, 2_550],
    [6, 2_400],
  ];

  for (const isAsync of [false, true]) {
    const kind = isAsync ? 'async' : 'sync';

    for (const [count, levels] of reached)
      it(`${count} parameters, ${kind}: ${levels} levels`, () => {
        const f = `const f = cached(${recursive(NAMES.slice(0, count), isAsync)}, options);`;
        expect(depthOf(f + RUN, levels)).to.equal(levels);
      });

    it(`3 parameters, ${kind}, a static method: 3000 levels`, () => {
      const [before, after] = isAsync ? ['async ', 'await '] : ['', ''];
      const method = `static ${before}size(n, a, b) { return n === 0 ? 0 : 1 + ${after}Tree.size(n - 1, a, b); }`;
      const applied = `Object.defineProperty(Tree, 'size', Cached(options)(Tree, 'size', described) ?? described);`;
      const tree = `class Tree { ${method} } const described = Object.getOwnPropertyDescriptor(Tree, 'size'); ${applied}`;
      expect(depthOf(`${tree} const run = (n) => Tree.size(n, 1, 1);`, 3_000)).to.equal(3_000);
    });

    it(`3 parameters, ${kind}, of two functions that call each other: 3000 levels`, () => {
      const both = `const f = cached(${recursive(THREE, isAsync, 'g')}, options); const g = cached(${recursive(THREE, isAsync)}, options);`;
      expect(depthOf(both + RUN, 3_000)).to.equal(3_000);
    });

    it(`3 parameters, ${kind}, within an invocation: 3000 levels`, () => {
      const f = `const f = cached(${recursive(THREE, isAsync)}, options);`;
      expect(depthOf(`${f} const run = (n) => runInvocation({}, () => f(n, 1, 1));`, 3_000)).to.equal(3_000);
    });

    it(`3 parameters with defaults, which the length of a function does not tell, ${kind}: 2600 levels`, () => {
      const f = `const f = cached(${recursive(['n', 'a = 1', 'b = 1'], isAsync)}, options);`;
      expect(depthOf(f + RUN, 2_600)).to.equal(2_600);
    });
  }

  it('a rest parameter: 2700 levels', () => {
    const f = 'const f = cached((...all) => all[0] === 0 ? 0 : 1 + f(all[0] - 1, all[1], all[2]), options);';
    expect(depthOf(f + RUN.replace(', 1, 1, 1)', ')'), 2_700)).to.equal(2_700);
  });
}).timeout(60_000);
