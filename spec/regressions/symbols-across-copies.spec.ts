import { expect } from 'chai';
import { encode } from '../../src/keys/encode.js';

// Kind of fault: Each copy of the package numbered symbols by itself, although copies share caches: two symbols got the same text.
describe('regression: symbols in keys made by two copies of the package', () => {
  it('different symbols have different texts, one symbol has one', async () => {
    const url = new URL('../../src/keys/encode.js?another-copy', import.meta.url).href;
    const other: typeof import('../../src/keys/encode.js') = await import(url);
    expect(other.encode).not.to.equal(encode);
    const ours = Array.from({ length: 50 }, () => Symbol('s'));
    const theirs = Array.from({ length: 50 }, () => Symbol('s'));
    const texts = [
      ...ours.map((symbol) => encode([symbol], 'structures')),
      ...theirs.map((symbol) => other.encode([symbol], 'structures')),
    ];
    expect(new Set(texts).size).to.equal(100);
    expect(encode([ours[0]], 'structures')).to.equal(texts[0]);
  });
});
