import { runInNewContext } from 'node:vm';
import { expect } from 'chai';
import { cached } from '../../src/index.js';

/** A number for each argument: the same for those that share an entry. */
function entriesOf(args: readonly unknown[]): number[] {
  let loads = 0;
  const load = cached((_argument: unknown) => ++loads);
  return args.map((argument) => load(argument));
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

// Kind of fault: A typed array's key was its bytes alone, and holes were read as undefined: arguments that a loader can tell apart shared an entry.
describe('regression: keys of buffers with properties, and of holes', () => {
  for (const [name, make] of Object.entries(views)) {
    for (const length of [0, 4, 5_000]) {
      it(`${name} of ${length}: its extra properties are part of the key`, () => {
        const carrying = (properties: object): object => Object.assign(make(length), properties);
        const args = [{}, {}, { filename: 'a' }, { filename: 'a' }, { filename: 'b' }, { filename: { a: 1 } }, { filename: { a: 2 } }, { [symbol]: 1 }, { filename: undefined }]; // biome-ignore format: one line
        for (const place of Object.values(places)) {
          expect(entriesOf(args.map((properties) => place(carrying(properties))))).to.deep.equal([1, 1, 2, 2, 3, 4, 5, 6, 1]);
        }
      });
    }
  }

  it('a large buffer is told from another without listing its elements', () => {
    const size = 5_000_000;
    expect(entriesOf([Buffer.alloc(size), Buffer.alloc(size), Buffer.alloc(size, 1)])).to.deep.equal([1, 1, 2]);
  });

  // biome-ignore-start lint/suspicious/noSparseArray: holes are what this is about
  const lists: readonly unknown[][] = [[], [,], [undefined], [, 1], [undefined, 1], [1, , 1], [1, undefined, 1], new Array(3), [, , undefined], [undefined, undefined, undefined], [null, 1], ['', 1]]; // biome-ignore format: one line
  // biome-ignore-end lint/suspicious/noSparseArray: the above

  for (const [name, place] of Object.entries(places)) {
    it(`holes and undefined are different, ${name}`, () => {
      const entries = lists.map((_, index) => index + 1);
      expect(entriesOf([...lists, ...lists.map(clone)].map(place))).to.deep.equal([...entries, ...entries]);
    });
  }

  it('an array with few items and a great length has a key', () => {
    const sparse = (last: number): unknown[] => Object.assign([], { [last]: 'x' });
    const long = 4_000_000_000;
    expect(entriesOf([sparse(long), sparse(long), sparse(long + 1), new Array(long), new Array(long)])).to.deep.equal([1, 1, 2, 3, 3]);
  });
});

/** A copy with the same holes. */
function clone(list: readonly unknown[]): unknown[] {
  const copy = new Array(list.length);
  for (const index of Object.keys(list)) copy[Number(index)] = list[Number(index)];
  return copy;
}
