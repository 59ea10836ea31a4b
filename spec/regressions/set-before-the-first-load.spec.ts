import { expect } from 'chai';
import { cached, cacheOf } from '../../src/index.js';
import { keepInvariants } from '../support/invariants.js';

// Kind of fault: Only a load shows that a function without the word async returns promises; a value set before was handed out without a promise for
// ever.
describe('regression: a value set before the first load of an async method', () => {
  keepInvariants();

  it('is handed out as a promise as soon as a load has shown that the method returns promises', async () => {
    const f = cached((key: string) => Promise.resolve(`loaded ${key}`));
    cacheOf(f).set(['a'], 'set a');
    await f('b');
    expect(f('a')).to.be.instanceOf(Promise);
    expect(await f('a')).to.equal('set a');
  });

  it('stays a plain value where the method returns plain values', () => {
    const f = cached((key: string) => `loaded ${key}`);
    cacheOf(f).set(['a'], 'set a');
    expect([f('b'), f('a')]).to.deep.equal(['loaded b', 'set a']);
  });

  it('is a promise at once where the method is written as async', async () => {
    const f = cached(async (key: string) => `loaded ${key}`);
    cacheOf(f).set(['a'], 'set a');
    expect(f('a')).to.be.instanceOf(Promise);
    expect(await f('a')).to.equal('set a');
  });
});
