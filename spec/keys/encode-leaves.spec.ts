import { expect } from 'chai';
import { leafText, symbolText, Unkeyable } from '../../src/keys/encode-leaves.js';

describe('keys/encode-leaves', () => {
  it('gives each primitive a text of its own, and objects none', () => {
    const leaves = ['1', 1, 1n, true, false, undefined, null, Number.NaN, '', 'u', 'N', Symbol('a'), Symbol('a'), Symbol.for('a')];
    expect(new Set(leaves.map(leafText)).size).to.equal(leaves.length);
    expect(leafText(0)).to.equal(leafText(-0));
    for (const object of [{}, [], new Date()]) expect(leafText(object)).to.equal(undefined);
    expect(() => leafText(() => 1)).to.throw(Unkeyable);
  });

  it('numbers symbols for good', () => {
    const symbol = Symbol('a');
    expect(symbolText(symbol))
      .to.equal(symbolText(symbol))
      .and.to.not.equal(symbolText(Symbol('a')));
    expect(symbolText(Symbol.for('a'))).to.equal('Y"a"');
  });
});
