import { expect } from 'chai';
import { InvalidationLog } from '../../src/registry/invalidation-log.js';

describe('InvalidationLog', () => {
  it('tells whether a target was invalidated after a call had begun, each owner by itself', () => {
    const log = new InvalidationLog();
    const [target, other, owner, stranger] = [{}, {}, {}, {}];
    const before = log.now;
    log.note(target, owner);
    const after = log.now;
    log.note(other, owner);
    expect([log.wasInvalidatedSince(before, target, owner), log.wasInvalidatedSince(after, target, owner)]).to.deep.equal([true, false]);
    expect([log.wasInvalidatedSince(after, other, owner), log.wasInvalidatedSince(before, target, stranger)]).to.deep.equal([true, false]);
  });
});
