import { expect } from 'chai';
import { cached } from '../../src/index.js';

/** What a call gets for a value, after it was called with another: a key that collides gives the other's. */
function sharesAnEntry(one: unknown, other: unknown): boolean {
  let loads = 0;
  const f = cached((_value: unknown) => ++loads);
  return f(one) === f(other);
}

/** True when the value is refused, which is no collision either. */
function isRefused(value: unknown): boolean {
  try {
    cached((_value: unknown) => 1)(value);
    return false;
  } catch (error) {
    return (error as { code?: string }).code === 'ERR_WARMSCOPE_CACHE_KEY';
  }
}

// Kind of fault: Extra properties of built-in objects were left out of the key, so different arguments shared an entry.
describe('regression: properties beside the contents of built-in objects', () => {
  const carriers: Record<string, () => object> = {
    'a Date': () => new Date(0),
    'a Map': () => new Map(),
    'a Set': () => new Set(),
  };
  for (const [name, make] of Object.entries(carriers)) {
    it(`${name} with a property is not ${name} without`, () => {
      const carrying = Object.assign(make(), { zone: 'UTC' });
      expect(isRefused(carrying) || !sharesAnEntry(make(), carrying)).to.equal(true);
    });
  }

  for (const name of ['01', '4294967295', '00', '1e3', '-1', '1.5']) {
    it(`an array with the property '${name}', which is no index, is not the array without`, () => {
      expect(sharesAnEntry([1], Object.assign([1], { [name]: 'x' }))).to.equal(false);
    });
  }

  const dated = (properties: object): Date => Object.assign(new Date(0), properties);
  const pairs: Record<string, [one: unknown, other: unknown]> = {
    'a property of a nested Date is none of what it is in': [{ a: dated({ x: 1 }), z: 2 }, { a: dated({ x: 1, z: 2 }) }],
    'a property of the last item is none of the array': [[dated({ a: 1 })], Object.assign([dated({})], { a: 1 })],
    'a property of a key is none of its value': [new Map([[dated({ x: 1 }), 1]]), new Map([[dated({}), 1]])],
    'an array of holes may have properties': [new Array(3), Object.assign(new Array(3), { x: 1 })],
    'a property called length is one like any other': [dated({ length: 5 }), dated({ length: 5, x: 1 })],
    'so it is on a Map': [Object.assign(new Map(), { length: 9 }), Object.assign(new Map(), { length: 9, x: 1 })],
  };
  for (const [name, [one, other]] of Object.entries(pairs)) {
    it(name, () => expect(isRefused(other) || !sharesAnEntry(one, other)).to.equal(true));
  }

  it('an array with a property that is undefined or not enumerable is the array without', () => {
    expect(sharesAnEntry([[1]], [Object.assign([1], { tag: undefined })])).to.equal(true);
    expect(sharesAnEntry([['a']], [((parts: TemplateStringsArray) => parts)`a`])).to.equal(true);
  });
});
