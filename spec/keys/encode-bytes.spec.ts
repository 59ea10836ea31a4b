import { expect } from 'chai';
import { bytesText, hashOf, isPlainTypedArray, namesBeside } from '../../src/keys/encode-bytes.js';

describe('keys/encode-bytes', () => {
  it('gives a text of kind and bytes, which stays short', () => {
    expect(bytesText(Buffer.from('a')))
      .to.equal('Uint8Array(YQ==)')
      .and.to.equal(bytesText(new Uint8Array([97])));
    expect(bytesText(new Int8Array([97]))).to.not.equal(bytesText(new Uint8Array([97])));
    expect(bytesText(Buffer.alloc(100_000)).length).to.be.lessThan(100);
    expect(bytesText(Buffer.alloc(100_000))).to.equal(bytesText(Buffer.alloc(100_001).subarray(1)));
    expect(bytesText(Buffer.alloc(100_000))).to.not.equal(bytesText(Buffer.alloc(100_001)));
  });

  it('finds what is carried beside the elements, however many there are', () => {
    const symbol = Symbol('a');
    for (const length of [0, 5, 64, 65, 10_000]) {
      for (const make of [() => new Uint8Array(length), () => Buffer.alloc(length), () => new Float64Array(length).fill(Number.NaN)]) {
        expect(namesBeside(make())).to.deep.equal([]);
        expect(namesBeside(Object.assign(make(), { filename: 'a', [symbol]: 1 }))).to.deep.equal(['filename', symbol]);
      }
    }
  });

  it('knows direct instances, those of other classes not', () => {
    class Bytes extends Uint8Array {}
    expect([new Uint8Array(), Buffer.alloc(0), new BigInt64Array()].every(isPlainTypedArray)).to.equal(true);
    expect(isPlainTypedArray(new Bytes())).to.equal(false);
  });

  it('has digests of texts and bytes', () => {
    expect(hashOf('a'))
      .to.equal(hashOf(Buffer.from('a')))
      .and.to.not.equal(hashOf('b'));
  });
});
