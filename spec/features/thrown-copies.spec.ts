import { expect } from 'chai';
import { copyOfThrown } from '../../src/features/thrown-copies.js';

describe('features/thrown-copies', () => {
  it('gives back what is no object', () => {
    for (const value of [undefined, null, 'a', 5, Symbol('a')]) expect(copyOfThrown(value, true)).to.equal(value);
  });

  it('copies circles and what is met twice once', () => {
    const part = { a: 1 };
    const error: Error & { parts?: unknown[] } = new Error('no');
    error.parts = [part, part, error];
    const copy = copyOfThrown(error, false) as typeof error;
    expect(copy).to.not.equal(error);
    expect(copy.parts?.[0]).to.deep.equal(part);
    expect(copy.parts?.[0] === copy.parts?.[1] && copy.parts?.[0] !== part).to.equal(true);
    expect(copy.parts?.[2]).to.equal(copy);
  });

  it('keeps descriptors: what is hidden stays hidden, a getter stays a getter', () => {
    const error = Object.defineProperty(new Error('no'), 'hidden', { get: () => 5, enumerable: false });
    const copy = copyOfThrown(error, false) as object;
    expect(Object.keys(copy)).to.deep.equal([]);
    expect(copy).to.have.property('hidden', 5);
  });

  it('refuses what it cannot copy, and leaves that alone inside of something', () => {
    class Hidden {
      readonly #value = 1;
      get value(): number {
        return this.#value;
      }
    }
    const hidden = new Hidden();
    for (const stubborn of [hidden, new WeakMap(), new Proxy({}, {}), Promise.resolve()]) {
      expect(() => copyOfThrown(stubborn, false)).to.throw(TypeError);
      expect((copyOfThrown({ stubborn }, true) as { stubborn: object }).stubborn).to.equal(stubborn);
    }
    expect(hidden).to.not.be.frozen;
  });
});
