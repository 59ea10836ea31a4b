import { expect } from 'chai';
import { InvalidationLog } from '../../src/registry/invalidation-log.js';

describe('InvalidationLog', () => {
  it('notes once that a target was invalidated after a call had begun, each owner by itself', () => {
    const log = new InvalidationLog();
    const [target, other, owner, stranger] = [{}, {}, {}, {}];
    const before = log.now;
    expect(log.noteOnce(target, owner, before)).to.equal(true);
    const after = log.now;
    expect([log.noteOnce(target, owner, before), log.noteOnce(other, owner, before), log.noteOnce(target, stranger, before)]).to.deep.equal(
      [false, true, true],
    );
    expect([log.noteOnce(target, owner, after), log.noteOnce(target, owner, after)]).to.deep.equal([true, false]);
  });
});
