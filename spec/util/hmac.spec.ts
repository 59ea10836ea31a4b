import { createHmac } from 'node:crypto';
import { expect } from 'chai';
import fc from 'fast-check';
import { Hmac } from '../../src/util/hmac.js';

const nodes = (secret: Uint8Array, text: string): string => createHmac('sha256', secret).update(text).digest('base64');

describe('util/hmac', () => {
  it('is that of RFC 4231', () => {
    const given = new Hmac(Buffer.from('Jefe')).digest('what do ya want for nothing?');
    expect(Buffer.from(given, 'base64').toString('hex')).to.equal('5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843');
  });

  it('is what Node gives, whatever the secret and the texts before', () => {
    const text = fc.oneof(fc.string({ unit: 'binary' }), fc.string({ minLength: 300, maxLength: 2_000, size: 'max' }));
    const property = fc.property(fc.uint8Array({ maxLength: 64 }), fc.array(text, { minLength: 1, maxLength: 4 }), (secret, texts) => {
      const hmac = new Hmac(secret.slice());
      for (const each of texts) expect(hmac.digest(each)).to.equal(nodes(secret, each));
    });
    fc.assert(property, { numRuns: 200 });
  });

  for (const [what, one] of [
    ['one byte', 'a'],
    ['two bytes', 'é'],
    ['three bytes', '語'],
    ['four bytes', '😀'],
  ] as const)
    it(`is right where texts of characters of ${what} just fit, or do not`, () => {
      const secret = Buffer.alloc(32, 7);
      const hmac = new Hmac(Buffer.from(secret));
      for (const length of [0, 1, 170, 171, 340, 341, 342, 512, 1_023, 1_024, 1_025, 5_000])
        expect(hmac.digest(one.repeat(length)), `${length}`).to.equal(nodes(secret, one.repeat(length)));
    });

  it('wipes the secret that it was given', () => {
    const secret = Buffer.alloc(64, 1);
    new Hmac(secret);
    expect(secret.every((byte) => byte === 0)).to.equal(true);
  });
});
