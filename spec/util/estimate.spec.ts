import { expect } from 'chai';
import { estimateBytes } from '../../src/util/estimate.js';

describe('util/estimate', () => {
  it('counts strings by their real width, buffers by their length', () => {
    expect(estimateBytes('abcdefgh') - estimateBytes('')).to.equal(8);
    expect(estimateBytes('\u20acbcdefgh') - estimateBytes('')).to.equal(16);
    expect(estimateBytes(`${'x'.repeat(100_000)}\u4e2d`)).to.be.within(200_000, 200_100);
    expect(estimateBytes(1)).to.equal(8);
    expect(estimateBytes(Buffer.alloc(5_000))).to.be.within(5_000, 5_400);
    expect(estimateBytes(new ArrayBuffer(5_000))).to.be.within(5_000, 5_400);
  });

  it('counts what a view keeps alive, once', () => {
    const large = Buffer.alloc(1_000_000);
    expect(estimateBytes(large.subarray(0, 10))).to.be.within(1_000_000, 1_001_000);
    expect(estimateBytes([large.subarray(0, 10), large.subarray(10, 20), large.buffer])).to.be.within(1_000_000, 1_002_000);
    expect(estimateBytes(Buffer.from('a small one of the pool'))).to.be.lessThan(1_000);
  });

  it('counts an item that a large array has many times once', () => {
    const item = { text: 'x'.repeat(5_000) };
    expect(estimateBytes(new Array(100_000).fill(item))).to.be.within(800_000, 1_000_000);
  });

  it('does a bounded amount of work for any value', () => {
    let [reads, depth] = [0, 0];
    const items = new Proxy([] as unknown[], {
      get: (_target, name) => {
        if (name === 'length') return 1_000_000;
        reads++;
        return { depth: ++depth };
      },
    });
    const wide = { items, deep: Array.from({ length: 300 }, () => Array.from({ length: 300 }, () => ({ items }))) };
    expect(estimateBytes(wide)).to.be.greaterThan(1_000_000);
    expect(reads).to.be.at.most(10_000);
    let list: object = {};
    for (let length = 0; length < 200_000; length++) list = { list };
    expect(estimateBytes(list)).to.be.greaterThan(10_000);
  });

  it('extrapolates from a sample, within a factor of 1.5', () => {
    const row = (id: number): object => ({
      id,
      name: `row number ${id}`,
      parts: [
        { id, of: `${id}, a part` },
        { id, of: `${id}, another` },
      ],
    });
    const one = estimateBytes(row(1_000_000)) - 8;
    for (const length of [10, 100, 1_000, 10_000]) {
      const estimated = estimateBytes(Array.from({ length }, (_, id) => row(1_000_000 + id)));
      expect(estimated / length / one, `${length} rows`).to.be.within(1 / 1.5, 1.5);
    }
  });

  for (const value of [null, undefined, true, 1n, Symbol('s'), () => 1, Number.NaN]) {
    it(`gives a small number for ${String(value)}`, () => {
      expect(estimateBytes(value)).to.be.within(1, 128);
    });
  }

  it('grows with the parts of arrays, objects, maps and sets', () => {
    const many = Array.from({ length: 100 }, (_, index) => `item number ${index}`);
    const forms = (items: string[]): unknown[] => [
      items,
      Object.fromEntries(items.map((item) => [item, item])),
      new Map(items.map((item) => [item, item])),
      new Set(items),
      { nested: { deeper: items } },
    ];
    const large = forms(many);
    for (const [index, small] of forms(many.slice(0, 10)).entries()) {
      expect(estimateBytes(large[index])).to.be.greaterThan(5 * estimateBytes(small));
    }
  });

  it('ends for cyclic values, and counts what is shared once', () => {
    const big = 'x'.repeat(10_000);
    const part = { big };
    const cyclic: unknown[] = [part, part];
    cyclic.push(cyclic);
    expect(estimateBytes(cyclic)).to.be.within(10_000, 10_500);
  });

  it('runs no getters', () => {
    const value = Object.defineProperty({}, 'secret', {
      enumerable: true,
      get: () => {
        throw new Error('ran');
      },
    });
    expect(estimateBytes(value)).to.be.greaterThan(0);
  });

  it('ends soon for endless trees of objects', () => {
    const made: object[] = [];
    const endless = (): object =>
      new Proxy(
        {},
        {
          ownKeys: () => ['next'],
          getOwnPropertyDescriptor: () => {
            made.push({});
            return { value: endless(), enumerable: true, configurable: true };
          },
        },
      );
    expect(estimateBytes(endless())).to.be.greaterThan(0);
    expect(made.length).to.be.at.most(50_000);
  });
});
