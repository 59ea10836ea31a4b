import { expect } from 'chai';
import { isPlain, isTelling, oneShotKind } from '../../src/features/one-shot-kind.js';

describe('features/one-shot-kind', () => {
  it('takes for plain what has nothing telling from its prototypes', () => {
    class Page {}
    for (const value of [{}, Object.create(null), new Page(), new Date(), /a/, new Error('a')]) expect(isPlain(value)).to.equal(true);
    for (const value of [[], new Map(), new Set(), Buffer.from('a'), new Response(), new ReadableStream(), [].values()]) {
      expect(isPlain(value)).to.equal(false);
    }
  });

  it('knows bodies by their method and their flag, wherever these come from', () => {
    const response = new Response('a');
    expect(oneShotKind(response)).to.equal('a Response or Request');
    expect(oneShotKind(new (class extends Response {})())).to.equal('a Response or Request');
    expect(oneShotKind({ arrayBuffer: () => 1, bodyUsed: false })).to.equal('a Response or Request');
    expect(oneShotKind(new Blob(['a']))).to.equal(undefined);
  });

  it('names what tells: own properties count as well', () => {
    for (const name of ['pipe', 'next', 'getReader', Symbol.asyncIterator, Symbol.iterator]) expect(isTelling(name)).to.equal(true);
    for (const name of ['on', 'body']) expect(isTelling(name)).to.equal(false);
  });
});
