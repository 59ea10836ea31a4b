import { runInNewContext } from 'node:vm';
import { expect } from 'chai';
import { cached } from '../../src/index.js';

/** True where two arguments share an entry. */
function areOneKey(one: unknown, other: unknown): boolean {
  let loads = 0;
  const load = cached((_argument: unknown) => ++loads);
  return load(one) === load(other);
}

const places: Record<string, (part: unknown) => unknown> = {
  'by itself': (part) => part,
  'in an array': (part) => [1, part],
  'in an object': (part) => ({ deep: { part } }),
  'in a Map': (part) => new Map([['part', part]]),
  'as a key of a Map': (part) => new Map([[part, 1]]),
  'in a Set': (part) => new Set([part]),
};

const symbol = Symbol('name');
const views: Record<string, (length: number) => object> = {
  Buffer: (length) => Buffer.alloc(length),
  'part of a Buffer': (length) => Buffer.alloc(length + 10).subarray(5, length + 5),
  Uint8Array: (length) => new Uint8Array(length),
  Uint8ClampedArray: (length) => new Uint8ClampedArray(length),
  Int16Array: (length) => new Int16Array(length),
  Uint32Array: (length) => new Uint32Array(length),
  Float32Array: (length) => new Float32Array(length).fill(Number.NaN),
  Float64Array: (length) => new Float64Array(length).fill(-0),
  BigInt64Array: (length) => new BigInt64Array(length),
  'Uint8Array of another realm': (length) => runInNewContext(`new Uint8Array(${length})`) as object,
  'shared memory': (length) => new Uint8Array(new SharedArrayBuffer(length)),
};

// A typed array's key was its bytes alone, and holes were read as undefined: arguments that differ in what a loader can see shared an entry.
describe('regression: keys of buffers with properties, and of holes', () => {
  for (const [name, make] of Object.entries(views)) {
    for (const length of [0, 4, 5_000]) {
      it(`${name} of ${length}: what it carries is part of the key`, () => {
        const carrying = (properties: object): object => Object.assign(make(length), properties);
        for (const place of Object.values(places)) {
          const isOneKey = (one: unknown, other: unknown): boolean => areOneKey(place(one), place(other));
          expect(isOneKey(make(length), make(length)), 'equal').to.equal(true);
          expect(isOneKey(carrying({ filename: 'a' }), carrying({ filename: 'a' })), 'equal with a name').to.equal(true);
          expect(isOneKey(carrying({ filename: 'a' }), make(length)), 'one without a name').to.equal(false);
          expect(isOneKey(carrying({ filename: 'a' }), carrying({ filename: 'b' })), 'other names').to.equal(false);
          expect(isOneKey(carrying({ filename: { a: 1 } }), carrying({ filename: { a: 2 } })), 'other names, deep').to.equal(false);
          expect(isOneKey(carrying({ [symbol]: 1 }), make(length)), 'a symbol').to.equal(false);
          expect(isOneKey(carrying({ filename: undefined }), make(length)), 'undefined is absent').to.equal(true);
        }
      });
    }
  }

  it('a large buffer is told from another without listing its elements', () => {
    const size = 5_000_000;
    expect(areOneKey(Buffer.alloc(size), Buffer.alloc(size))).to.equal(true);
    expect(areOneKey(Buffer.alloc(size), Buffer.alloc(size, 1))).to.equal(false);
  });

  // biome-ignore-start lint/suspicious/noSparseArray: holes are what this is about
  const lists: readonly unknown[][] = [[], [,], [undefined], [, 1], [undefined, 1], [1, , 1], [1, undefined, 1], new Array(3), [, , undefined], [undefined, undefined, undefined], [null, 1], ['', 1]]; // biome-ignore format: one line
  // biome-ignore-end lint/suspicious/noSparseArray: the above

  for (const [name, place] of Object.entries(places)) {
    it(`holes and undefined are different, ${name}`, () => {
      for (const [index, one] of lists.entries()) {
        for (const [other, list] of lists.entries()) expect(areOneKey(place(one), place(clone(list))), `${index} and ${other}`).to.equal(index === other); // biome-ignore format: one line
      }
    });
  }

  it('an array with few items and a great length has a key', () => {
    const sparse = (last: number): unknown[] => Object.assign([], { [last]: 'x' });
    expect(areOneKey(sparse(4_000_000_000), sparse(4_000_000_000))).to.equal(true);
    expect(areOneKey(sparse(4_000_000_000), sparse(4_000_000_001))).to.equal(false);
    expect(areOneKey(new Array(4_000_000_000), new Array(4_000_000_000))).to.equal(true);
  });
});

/** A copy with the same holes. */
function clone(list: readonly unknown[]): unknown[] {
  const copy = new Array(list.length);
  for (const index of Object.keys(list)) copy[Number(index)] = list[Number(index)];
  return copy;
}
