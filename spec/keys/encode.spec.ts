import { runInNewContext } from 'node:vm';
import { expect } from 'chai';
import { encode, Unkeyable } from '../../src/keys/encode.js';

const keyOf = (value: unknown): string => encode(value, 'structures');
const foreign = (source: string): unknown => runInNewContext(source);
const shared = { id: 1 };
const symbol = Symbol('s');
// biome-ignore lint/suspicious/noSparseArray: holes are what this is about
const sparse = [1, , 3];

/** Rows of equal values; values of different rows are different. */
const classes: unknown[][] = [
  ['1'],
  [1],
  [1n],
  [true],
  ['true', 'true'],
  [null],
  ['null'],
  [0, -0],
  [0n],
  [Number.NaN],
  ['NaN'],
  [Number.POSITIVE_INFINITY],
  [''],
  [[], foreign('[]')],
  [['']],
  [['a', 'b'], foreign("['a', 'b']")],
  [['ab']],
  ['a,b'],
  [['a,b']],
  [['a', ['b']]],
  [[['a'], 'b']],
  [[undefined]],
  [[null]],
  [sparse, foreign('[1, , 3]')],
  [[1, undefined, 3]],
  [new Array(3)],
  [[undefined, undefined, undefined]],
  [new Array(2)],
  [{}, Object.create(null), { a: undefined }, foreign('({})'), foreign('Object.create(null)')],
  [{ a: 1, b: 2 }, { b: 2, a: 1 }, Object.assign(Object.create(null), { b: 2, a: 1 }), foreign('({ b: 2, a: 1 })')],
  [{ a: null }],
  [{ a: 'undefined' }],
  [{ 'a:1,b': 2 }],
  [{ '"a":n1,"b"': 2 }],
  [{ '"a":1,"b"': 2 }],
  [{ __proto__x: 1 }],
  [{ ['__proto__']: 1 }, JSON.parse('{"__proto__":1}')],
  [{ 1: 'a' }, { '1': 'a' }],
  [['a'].concat([]), ['a']],
  [{ 0: 'a', length: 1 }],
  [new Date(5), new Date(5), foreign('new Date(5)')],
  [new Date(Number.NaN)],
  [5],
  ['D5'],
  [new Map([['a', 1], ['b', 2]]), new Map([['b', 2], ['a', 1]]), foreign("new Map([['b', 2], ['a', 1]])")], // biome-ignore format: a row
  [new Map([['a', undefined]])],
  [new Map(), foreign('new Map()')],
  [new Map([[shared, 1]]), new Map([[{ ...shared }, 1]])],
  [new Set(), foreign('new Set()')],
  [new Set(['a', 'b']), new Set(['b', 'a'])],
  [new Set([['a', 'b']])],
  [new Set(['a', 'a,b'])],
  [new Set([[1], [1], [2]])],
  [new Set([[1], [2], [2]])],
  [new Uint8Array([1, 2]), Buffer.from([1, 2]), foreign('new Uint8Array([1, 2])'), new Uint8Array([0, 1, 2, 3]).subarray(1, 3)],
  [new Int8Array([1, 2])],
  [new Uint16Array([1, 2])],
  [[1, 2]],
  [new Float64Array([1, 2])],
  [new Uint8Array()],
  [symbol],
  [Symbol('s')],
  [Symbol.for('s'), Symbol.for('s')],
  [Symbol.iterator],
  [{ [symbol]: 1 }],
  [{ [Symbol.for('s')]: 1 }],
  [{ s: 1 }],
  [Object.assign([1], { tag: 'x' })],
  [[1]],
  ['\ud800'],
  ['\\ud800'],
  ['\udc00'],
  ['\ufffd'],
  [
    [shared, shared],
    [{ id: 1 }, { id: 1 }],
  ],
];

describe('keys/encode', () => {
  it('gives equal values one text', () => {
    for (const row of classes) for (const value of row) expect(keyOf(value)).to.equal(keyOf(row[0]));
  });

  it('gives different values different texts', () => {
    const texts = classes.map((row) => keyOf(row[0]));
    for (const [index, text] of texts.entries()) expect(texts.indexOf(text), `a text of its own: ${text}`).to.equal(index);
  });

  it('does not see properties that are not enumerable', () => {
    expect(keyOf(Object.defineProperty({ a: 1 }, 'b', { value: 2 }))).to.equal(keyOf({ a: 1 }));
  });

  it('leaves the value as it was, and forgets what it was asked', () => {
    const value = Object.freeze({ b: Object.freeze(['x']), a: 1 });
    expect(keyOf(value)).to.equal(keyOf(value));
    expect(Object.keys(value)).to.deep.equal(['b', 'a']);
  });

  const cyclic: Record<string, unknown> = {};
  cyclic.self = { again: cyclic };
  const cyclicMap = new Map<string, unknown>();
  cyclicMap.set('self', cyclicMap);
  const cyclicSet = new Set<unknown>();
  cyclicSet.add([cyclicSet]);
  class Point {
    x = 1;
  }
  class Table extends Map<string, string> {}
  class List extends Array<string> {}
  class Moment extends Date {}
  const refused: Record<string, [value: unknown, found: string]> = {
    'a function': [() => 1, 'a function'],
    'a class': [Point, 'a function'],
    'a class instance': [new Point(), 'an instance of Point'],
    'a subclass of Map': [new Table(), 'an instance of Table'],
    'a subclass of Array': [new List(), 'an instance of List'],
    'a subclass of Date': [new Moment(), 'an instance of Moment'],
    'a RegExp': [/a/, 'an instance of RegExp'],
    'an Error': [new TypeError('a'), 'an instance of TypeError'],
    'a Promise': [Promise.resolve(), 'an instance of Promise'],
    'a WeakMap': [new WeakMap(), 'an instance of WeakMap'],
    'an ArrayBuffer': [new ArrayBuffer(2), 'an instance of ArrayBuffer'],
    'a DataView': [new DataView(new ArrayBuffer(2)), 'an instance of DataView'],
    'a URL': [new URL('http://a'), 'an instance of URL'],
    'a boxed string': [Object('a'), 'an instance of String'],
    'a generator': [(function* () {})(), 'an object without a class'],
    'an object below a plain one': [Object.create({ inherited: 1 }), 'an instance of Object'],
    'a Proxy of a class instance': [new Proxy(new Point(), {}), 'an instance of Point'],
    'a Proxy of a Map': [new Proxy(new Map(), {}), 'an instance of Map'],
    'a cyclic object': [cyclic, 'a cyclic value'],
    'a cyclic Map': [cyclicMap, 'a cyclic value'],
    'a cyclic Set': [cyclicSet, 'a cyclic value'],
    'a cross-realm class instance': [foreign('new (class Far {})()'), 'an instance of Far'],
    'a cross-realm RegExp': [foreign('/a/'), 'an instance of RegExp'],
  };
  for (const [name, [value, found]] of Object.entries(refused)) {
    it(`refuses ${name}, at any depth`, () => {
      for (const place of [value, [value], { deep: [value] }, new Map([['k', value]]), new Set([value])]) {
        expect(() => keyOf(place))
          .to.throw(Unkeyable)
          .with.property('found', found);
      }
    });
  }

  it('says where it met what it refuses', () => {
    const at = (value: unknown): unknown => {
      const path: number[] = [];
      try {
        return encode(value, 'structures', path);
      } catch {
        return path;
      }
    };
    expect(at({ a: [0, { b: /x/ }] })).to.deep.equal([1]);
    expect(at([{ fine: [1] }, new Map([[{}, /x/]])])).to.deep.equal([1]);
    expect(at([1, [2, [new Map([[/x/, 1]])]]])).to.deep.equal([1, 1, 0]);
    expect(at(/x/)).to.deep.equal([]);
  });

  it('takes in a key builder only what a Key may be', () => {
    expect(encode(['a', [new Date(1), null]], 'keys')).to.equal('["a",[D1,null]]');
    for (const value of [{}, new Map(), new Set(), new Uint8Array(), Object.create(null)]) {
      expect(() => encode([value], 'keys')).to.throw(Unkeyable);
    }
  });

  it('takes a value that is shared but not cyclic, however often', () => {
    expect(keyOf([shared, { again: shared }, new Set([shared])])).to.equal(keyOf([{ id: 1 }, { again: { id: 1 } }, new Set([{ id: 1 }])]));
  });
});
