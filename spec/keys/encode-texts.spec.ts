import { expect } from 'chai';
import { encode, Unkeyable } from '../../src/keys/encode.js';

const textOf = (value: unknown): string => encode(value, 'structures');

describe('keys/encode: of what is no object', () => {
  it('gives each primitive a text of its own', () => {
    const leaves = [
      '1',
      1,
      1n,
      true,
      'true',
      false,
      undefined,
      null,
      Number.NaN,
      'NaN',
      '',
      'u',
      'N',
      '1n',
      Symbol('a'),
      Symbol('a'),
      Symbol.for('a'),
    ];
    expect(new Set(leaves.map(textOf)).size).to.equal(leaves.length);
    expect(textOf(0)).to.equal(textOf(-0));
    expect(() => textOf(() => 1)).to.throw(Unkeyable);
  });

  it('numbers symbols for good', () => {
    const symbol = Symbol('a');
    expect(textOf(symbol))
      .to.equal(textOf(symbol))
      .and.to.not.equal(textOf(Symbol('a')));
    expect(textOf(Symbol.for('a'))).to.equal('Y"a"');
  });

  it('has a digest for a long text', () => {
    const long = 'a'.repeat(501);
    expect(textOf(long)).to.match(/^#/).and.to.have.length.lessThan(60);
    expect(textOf(long))
      .to.equal(textOf(`${long}`))
      .and.to.not.equal(textOf(`${long}a`));
  });
});
