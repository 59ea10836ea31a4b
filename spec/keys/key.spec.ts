import { expect } from 'chai';
import { isFlatKey, isKeyPart, type Key } from '../../src/keys/key.js';

// What a Key may be is decided by the compiler: each of these lines is a spec of its own.
const keys: Key[] = ['a', 1, 1n, true, null, undefined, Symbol.iterator, new Date(0), [], ['a', [new Date(0), [null]]]];
// @ts-expect-error an object has no order or identity to compare by
const anObject: Key = { id: 1 };
// @ts-expect-error a function identifies nothing
const aFunction: Key = () => 'a';
// @ts-expect-error a promise of a key is no key
const aPromise: Key = Promise.resolve('a');

describe('keys/key', () => {
  for (const part of ['', 'a', 0, -0, Number.NaN, 1n, true, false, null, undefined, Symbol('s')]) {
    it(`takes ${String(part)} as a part that a Map can compare`, () => {
      expect(isKeyPart(part)).to.equal(true);
    });
  }

  for (const [name, value] of Object.entries({ Date: new Date(0), array: [], object: anObject, function: aFunction, promise: aPromise })) {
    it(`does not take a ${name} as a part`, () => {
      expect(isKeyPart(value)).to.equal(false);
    });
  }

  it('walks a list of parts, an empty one as well, and only one that is not nested', () => {
    expect(isFlatKey(['a', 1, null, undefined])).to.equal(true);
    expect(isFlatKey([])).to.equal(true);
    expect(isFlatKey(['a', ['b']])).to.equal(false);
    expect(isFlatKey(['a', new Date(0)])).to.equal(false);
  });

  it('looks at the holes of a sparse list as undefined', () => {
    const sparse: unknown[] = [];
    sparse[2] = 'c';
    expect(isFlatKey(sparse)).to.equal(true);
    sparse[1] = {};
    expect(isFlatKey(sparse)).to.equal(false);
  });

  it('is what the compiler takes', () => {
    expect(keys).to.have.length(10);
  });
});
