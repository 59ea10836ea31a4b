import { expect } from 'chai';
import * as READS from '../../src/context/reads.js';
import { FOLLOWS, HEARS, NEEDS, Wait } from '../../src/context/wait.js';

describe('context/wait', () => {
  const [callers, others] = [{}, {}];

  it('has read nothing at first, and hands on what it reads, later or before', () => {
    const [outer, middle, inner] = [new Wait('outer'), new Wait('middle'), new Wait('inner')];
    outer.link(middle, NEEDS);
    inner.noteReads(READS.tenant, callers);
    expect([outer.reads, middle.reads]).to.deep.equal([READS.nothing, READS.nothing]);
    middle.link(inner, NEEDS);
    expect([outer.reads, middle.reads]).to.deep.equal([READS.tenant, READS.tenant]);
    inner.noteReads(READS.anything);
    expect([outer.reads, middle.reads, inner.reads]).to.deep.equal([READS.anything, READS.anything, READS.anything]);
  });

  it('takes the most that was read, of whichever invocation', () => {
    const wait = new Wait('wait');
    wait.noteReads(READS.anything, callers);
    wait.noteReads(READS.tenant, others);
    wait.noteReads(READS.tenant, callers);
    expect([wait.reads, wait.readsOf?.get(callers), wait.readsOf?.get(others)]).to.deep.equal([
      READS.anything,
      READS.anything,
      READS.tenant,
    ]);
  });

  it('hands on nothing of what it has opened itself, though what it waits for has read it, and still what else that reads', () => {
    const [outer, opener, inner] = [new Wait('outer'), new Wait('opener'), new Wait('inner')];
    outer.link(opener, NEEDS);
    opener.link(inner, NEEDS);
    const own = { openedBy: opener };
    inner.noteReads(READS.anything, own);
    expect([outer.reads, opener.reads, inner.reads]).to.deep.equal([READS.nothing, READS.nothing, READS.anything]);
    inner.noteReads(READS.tenant, callers);
    expect([outer.reads, opener.reads]).to.deep.equal([READS.tenant, READS.tenant]);
  });

  it('depends on nothing that who it merely follows reads', () => {
    const [follower, leader] = [new Wait('follower'), new Wait('leader')];
    leader.noteReads(READS.tenant);
    follower.link(leader, FOLLOWS);
    leader.noteReads(READS.anything);
    expect([follower.reads, [...follower.waitsFor()], [...leader.awaitedBy()]]).to.deep.equal([READS.nothing, [leader], [follower]]);
  });

  it('waits for nothing once it has settled, and still knows what it has read', () => {
    const [outer, inner, other] = [new Wait('outer'), new Wait('inner'), new Wait('other')];
    outer.link(inner, NEEDS);
    inner.link(other, FOLLOWS);
    inner.noteReads(READS.tenant, callers);
    inner.settle();
    expect([
      inner.isSettled,
      [...outer.waitsFor()].length,
      [...other.awaitedBy()].length,
      [...inner.waitsFor()].length,
      [...inner.awaitedBy()].length,
    ]).to.deep.equal([true, 0, 0, 0, 0]);
    other.readsLike(inner);
    expect([inner.links, inner.reads, other.reads]).to.deep.equal([undefined, READS.tenant, READS.tenant]);
  });

  it('tells whoever waited for something what that has left open, without a wait for it', () => {
    const [outer, middle, inner, open] = ['outer', 'middle', 'inner', 'open'].map((label) => new Wait(label)) as [Wait, Wait, Wait, Wait];
    outer.link(middle, NEEDS);
    middle.link(inner, NEEDS);
    inner.link(open, NEEDS);
    for (const wait of [inner, middle]) wait.settle();
    expect([[...outer.waitsFor()], [...(open.linkedBy ?? [])], outer.links?.get(open)]).to.deep.equal([[], [outer], HEARS]);
    open.noteReads(2);
    expect([outer.reads, inner.reads]).to.deep.equal([2, 0]);
    outer.settle();
    expect(open.linkedBy?.size).to.equal(0);
  });

  it('hears nothing of itself, nor of what has settled', () => {
    const [one, settled] = [new Wait('one'), new Wait('settled')];
    settled.settle();
    for (const wait of [one, settled]) one.hears(wait);
    expect(one.links).to.equal(undefined);
  });
});
