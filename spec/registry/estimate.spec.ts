import { expect } from 'chai';
import { estimateBytes } from '../../src/registry/estimate.js';

describe('registry/estimate', () => {
  it('counts strings two bytes a character, numbers eight, buffers their length', () => {
    expect(estimateBytes('abcd') - estimateBytes('')).to.equal(8);
    expect(estimateBytes(1)).to.equal(8);
    expect(estimateBytes(Buffer.alloc(5_000))).to.be.within(5_000, 5_200);
    expect(estimateBytes(new ArrayBuffer(5_000))).to.be.within(5_000, 5_200);
  });

  for (const value of [null, undefined, true, 1n, Symbol('s'), () => 1, Number.NaN]) {
    it(`gives a small number for ${String(value)}`, () => {
      expect(estimateBytes(value)).to.be.within(1, 64);
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
    expect(estimateBytes(cyclic)).to.be.within(20_000, 21_000);
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
