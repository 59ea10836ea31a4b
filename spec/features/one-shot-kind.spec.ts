import { expect } from 'chai';
import { oneShotKind, TELLING } from '../../src/features/one-shot-kind.js';

describe('features/one-shot-kind', () => {
  it('takes nothing for a one-shot that can be read again', () => {
    class Page {}
    const values = [{}, Object.create(null), new Page(), new Date(), /a/, new Error('a'), [], new Map(), new Set(), Buffer.from('a')];
    for (const value of values) expect(oneShotKind(value)).to.equal(undefined);
    for (const value of [new Response(), new ReadableStream(), [].values()]) expect(oneShotKind(value)).to.be.a('string');
  });

  it('knows bodies by their method and their flag, wherever these come from', () => {
    const response = new Response('a');
    expect(oneShotKind(response)).to.equal('a Response or Request');
    expect(oneShotKind(new (class extends Response {})())).to.equal('a Response or Request');
    expect(oneShotKind({ arrayBuffer: () => 1, bodyUsed: false })).to.equal('a Response or Request');
    expect(oneShotKind(new Blob(['a']))).to.equal(undefined);
  });

  it('names what tells: own properties count as well', () => {
    for (const name of ['pipe', 'next', 'getReader']) expect(TELLING.has(name)).to.equal(true);
    for (const name of ['on', 'body']) expect(TELLING.has(name)).to.equal(false);
  });
});
