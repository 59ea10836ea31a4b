import { expect } from 'chai';
import { registry } from '../../src/index.js';
import type { Class } from '../../src/options.js';
import { declaredArguments, declaredParameters, takesRest } from '../../src/singletons/declared-parameters.js';
import { anySingleton } from '../decorators/any-decorator.js';
import { keepInvariants } from '../support/invariants.js';
import { collectReports } from '../support/warnings.js';

const evaluated = <T>(source: string): T => new Function(`return (${source});`)() as T;

// Kind of fault: The parameter list was cut off at the first brace, or another list was taken for it.
describe('regression: reading the parameters of a constructor', () => {
  collectReports();
  keepInvariants();
  afterEach(() => registry.dispose());

  it('takes any number of tokens for a rest parameter behind a default that is an object', () => {
    class Reports {
      readonly others: unknown[];
      constructor(
        readonly options = {},
        ...others: unknown[]
      ) {
        this.others = others;
      }
    }
    class Storage {}
    for (const target of [Reports, Storage]) anySingleton(target === Reports ? { inject: [Storage, Storage, Storage] } : {})(target);
    const storage = registry.resolve(Storage);
    expect(registry.resolve(Reports).others).to.deep.equal([storage, storage]);
  });

  for (const [source, isRest] of [
    ['class { constructor(a = {}, ...others) {} }', true],
    ['class { constructor({ a }, ...others) {} }', true],
    ['class { constructor(a = [...b], c) {} }', false],
  ] as const) {
    it(`${source}: ${isRest ? 'any number' : 'no more than declared'}`, () => expect(takesRest(evaluated(source))).to.equal(isRest));
  }

  for (const [source, declared] of [
    ['class { static Part = class { constructor(x, y, z) {} }; constructor(a) {} }', 1],
    ['class { part = { constructor(x, y) {} }; }', 0],
    ['class { static constructor(x, y, z) {} constructor(a) {} }', 1],
    ['class { make(part) { const { constructor } = part; return constructor(1, 2); } }', 0],
    ['class { make() { return this . constructor(1, 2); } }', 0],
    ["class { 'constructor'(a, b = 1) {} }", 2],
    ['class { constructor(a = /[,(]/, b = 1) {} }', 2],
    ["class { constructor(a = /'/, b = 'x') {} }", 2],
    ['class { text = /`/; constructor(a = 1, b = 2) {} other = `x`; }', 2],
    ['class { constructor(a = ((q) => q)(1), b = `x$' + '{((q) => `,$' + '{q},`)(1)}`) {} }', 2],
  ] as const) {
    it(`${source}: ${declared} declared`, () => expect(declaredParameters(evaluated<Class>(source))).to.equal(declared));
  }

  it('does not count the rest parameter of a function, wherever it is', () => {
    expect(declaredArguments(evaluated('(one = 1, ...others) => one'))).to.equal(1);
  });
});
