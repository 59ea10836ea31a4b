import { expect } from 'chai';
import type { Class } from '../../src/options.js';
import { declaredArguments, declaredParameters, requiredParameters, takesRest } from '../../src/singletons/declared-parameters.js';
import { keepInvariants } from '../support/invariants.js';

/** Source as it is written: what a compiler may rewrite or drop (comments, computed names, the constructor itself) stays. */
function evaluated<T>(source: string): T {
  return new Function('Base', `return (${source});`)(Base) as T;
}

class Base {
  constructor(
    readonly one: unknown,
    readonly two: unknown = 2,
  ) {}
}

/** Each class with what is declared, what is required, and whether it takes any number. */
const CLASSES: readonly (readonly [source: string, declared: number, required: number, rest?: boolean])[] = [
  ['class {}', 0, 0],
  ['class { constructor() {} }', 0, 0],
  ['class { constructor( ) { f(1, 2); } }', 0, 0],
  ['class { constructor(a, b) {} }', 2, 2],
  ['class { constructor(a, b,) {} }', 2, 2],
  ['class { constructor(a, b, \n ) {} }', 2, 2],
  ['class { constructor\n(a,\n b = 1) {} }', 2, 1],
  ['class { constructor(a = 1, b) {} }', 2, 0],
  ['class { constructor(a = [1, 2], b = { c: 3, d: [4, 5] }) {} }', 2, 0],
  ['class { constructor(a = f(1, 2), b = (3, 4)) {} }', 2, 0],
  ['class { constructor(a = (x, y) => [x, y], b = function (x, y) { return x, y; }) {} }', 2, 0],
  ['class { constructor(a = class { constructor(x, y, z) {} }, b) {} }', 2, 0],
  [`class { constructor(a = ',', b = "(,", c = ')') {} }`, 3, 0],
  [`class { constructor(a = 'it\\'s, (', b = "\\",") {} }`, 2, 0],
  [`class { constructor(a = \`, ( \\\` ,\`, b = \`\${1}, \${2}\`) {} }`, 2, 0],
  ['class { constructor(a = /[a-z]+\\d/g, b = 1) {} }', 2, 0],
  ['class { constructor(/* x, y */ a /* ( */, b = 1 // c, d)\n) {} }', 2, 1],
  ['class { constructor /* x, y */ (a = 1) {} }', 1, 0],
  ['class { constructor({ a, b: { c, d } }, [e, f] = []) {} }', 2, 1],
  ['class { constructor({ a, ...others }) {} }', 1, 1],
  ['class { constructor(...all) {} }', 1, 0, true],
  ['class { constructor(a, b = 1, ...others) {} }', 3, 1, true],
  ['class extends Base {}', 2, 1],
  ['class extends (class extends Base {}) {}', 2, 1],
  ['class extends Base { constructor() { super(1, 2); } }', 0, 0],
  ['class extends Base { constructor(a, b, c) { super(a, b); } }', 3, 3],
  ['class extends (class { constructor(...all) {} }) {}', 1, 0, true],
  ['class extends null {}', 0, 0],
  // What looks like a constructor and is none.
  [`class { text = 'constructor(a, b)'; other = "constructor(a)"; }`, 0, 0],
  ['class { text = `constructor(a, b)`; }', 0, 0],
  ['class { // constructor(a, b)\n /* constructor(a) */ }', 0, 0],
  ['class { /* constructor(a, b, c) {} */ constructor(a) {} }', 1, 1],
  ['class { make() { return this.constructor(1, 2); } }', 0, 0],
  ['class { make() { return this?.constructor(1, 2); } }', 0, 0],
  ['class { make() { return new this.constructor(1, 2); } constructor(a) {} }', 1, 1],
  ['class extends Base { make() { return super.constructor(1, 2, 3); } }', 2, 1],
  ["class { ['constructor'](a, b) {} }", 0, 0],
  ['class { #constructors(a, b) {} _constructor(a) {} $constructor(a) {} myconstructor(a) {} }', 0, 0],
  ['class { #constructor_ = 1; constructor_(a, b) {} constructor(a = 1) {} }', 1, 0],
  ['class { constructor_(a, b) {} Constructor(a) {} get constructors() { return 1; } async make(a) {} }', 0, 0],
  ['function Old(a, b) {}', 2, 2],
  ['function Old() {}', 0, 0],
];

/** Each function with how many arguments it declares. */
const FUNCTIONS: readonly (readonly [source: string, count: number])[] = [
  ['() => 1', 0],
  ['async () => [f(1, 2)]', 0],
  ['one => one', 1],
  ['async one => one', 1],
  ['(one, two) => one', 2],
  ['(one = 1) => one', 1],
  ['async (one = 1, two = 2) => one', 2],
  ['(one = 1,) => one', 1],
  [`(one = ',', two = "(") => one`, 2],
  ['(one = `,)`, two = [1, 2]) => one', 2],
  ['(one = (x, y) => x, two = 2) => one', 2],
  ['({ a, b } = {}, [c, d] = []) => a', 2],
  ['([a, b] = []) => a', 1],
  ['(...all) => all', 0],
  ['( ...all ) => all', 0],
  ['function () { return [1](2); }', 0],
  ['function (one = 1, two = 2) {}', 2],
  ['function named(/* one, two */) { g(1, 2); }', 0],
  ['function (one = 1 /* , two */) {}', 1],
  ['function* (one = 1) {}', 1],
  ['(function (one = 1) {}).bind(undefined)', 0],
  ['({ method() {} }).method', 0],
  ['({ async method(one = 1) {} }).method', 1],
  ['({ "text("() {} })["text("]', 0],
  ['({ ["com" + "puted("]() {} })["computed("]', 0],
  ['({ [((name) => name)("m")]() {} }).m', 0],
  ['({ [((name) => name)("m")](one = 1) {} }).m', 1],
  ['({ [Symbol.iterator](one = [1, 2]) {} })[Symbol.iterator]', 1],
  ['({ *generate(one = 1, two = 2) {} }).generate', 2],
  ['Object.getOwnPropertyDescriptor({ get client() { return f(1, 2); } }, "client").get', 0],
  ['Object.getOwnPropertyDescriptor({ get [Symbol.for("a(b")]() { return 1; } }, Symbol.for("a(b")).get', 0],
  ['Object.getOwnPropertyDescriptor(class { static get client() { return 1; } }, "client").get', 0],
  ['Object.getOwnPropertyDescriptor(Map.prototype, "size").get', 0],
  ['class { static make(one = 1) {} }.make', 1],
  ['Math.max', 2],
];

describe('declared parameters', () => {
  keepInvariants();

  for (const [source, declared, required, rest = false] of CLASSES) {
    it(`${source.replaceAll('\n', '⏎')}: ${declared} declared, ${required} required${rest ? ', any number' : ''}`, () => {
      const target = evaluated<Class>(source);
      expect([declaredParameters(target), requiredParameters(target), takesRest(target)]).to.deep.equal([declared, required, rest]);
    });
  }

  for (const [source, count] of FUNCTIONS) {
    it(`${source}: ${count} declared`, () => {
      expect(declaredArguments(evaluated<() => unknown>(source))).to.equal(count);
    });
  }

  it('reads what the compiler made of parameter properties and fields', () => {
    class Fields {
      readonly text = 'constructor(a, b, c)';
      make = (a: number, b = 2): number => a + b;
      constructor(
        readonly one: unknown,
        protected readonly two: unknown = [1, 2],
      ) {}
    }
    class Inheriting extends Fields {}
    for (const target of [Fields, Inheriting]) {
      expect([target.name, declaredParameters(target), requiredParameters(target)]).to.deep.equal([target.name, 2, 1]);
    }
  });
});
