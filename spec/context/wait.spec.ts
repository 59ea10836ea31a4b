import { expect } from 'chai';
import { READS, Wait } from '../../src/context/wait.js';

const sizeOf = (set: ReadonlySet<Wait> | undefined): number => set?.size ?? 0;

describe('context/wait', () => {
  const [callers, others] = [{}, {}];

  it('has read nothing at first, and hands on what it reads, later or before', () => {
    const [outer, middle, inner] = [new Wait('outer'), new Wait('middle'), new Wait('inner')];
    outer.needs(middle);
    inner.noteReads(READS.tenant, callers);
    expect([outer.reads, middle.reads]).to.deep.equal([READS.nothing, READS.nothing]);
    middle.needs(inner);
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
    outer.needs(opener);
    opener.needs(inner);
    const own = { openedBy: opener };
    inner.noteReads(READS.anything, own);
    expect([outer.reads, opener.reads, inner.reads]).to.deep.equal([READS.nothing, READS.nothing, READS.anything]);
    inner.noteReads(READS.tenant, callers);
    expect([outer.reads, opener.reads]).to.deep.equal([READS.tenant, READS.tenant]);
  });

  it('depends on nothing that who it merely follows reads', () => {
    const [follower, leader] = [new Wait('follower'), new Wait('leader')];
    leader.noteReads(READS.tenant);
    follower.follows(leader);
    leader.noteReads(READS.anything);
    expect([follower.reads, [...(follower.waitsFor ?? [])], [...(leader.awaitedBy ?? [])]]).to.deep.equal([
      READS.nothing,
      [leader],
      [follower],
    ]);
  });

  it('waits for nothing once it has settled, and still knows what it has read', () => {
    const [outer, inner, other] = [new Wait('outer'), new Wait('inner'), new Wait('other')];
    outer.needs(inner);
    inner.follows(other);
    inner.noteReads(READS.tenant, callers);
    inner.settle();
    expect([
      inner.isSettled,
      sizeOf(outer.waitsFor),
      sizeOf(other.awaitedBy),
      sizeOf(inner.waitsFor),
      sizeOf(inner.awaitedBy),
    ]).to.deep.equal([true, 0, 0, 0, 0]);
    other.readsLike(inner);
    expect([inner.followed, inner.reads, other.reads]).to.deep.equal([undefined, READS.tenant, READS.tenant]);
  });

  it('tells whoever waited for something what that has left open, without a wait for it', () => {
    const [outer, middle, inner, open] = ['outer', 'middle', 'inner', 'open'].map((label) => new Wait(label)) as [Wait, Wait, Wait, Wait];
    outer.needs(middle);
    middle.needs(inner);
    inner.needs(open);
    for (const wait of [inner, middle]) wait.settle();
    expect([[...(outer.waitsFor ?? [])], [...(open.heardBy ?? [])]]).to.deep.equal([[], [outer]]);
    open.noteReads(2);
    expect([outer.reads, inner.reads]).to.deep.equal([2, 0]);
    outer.settle();
    expect(open.heardBy?.size).to.equal(0);
  });

  it('hears nothing of itself, nor of what has settled', () => {
    const [one, settled] = [new Wait('one'), new Wait('settled')];
    settled.settle();
    for (const wait of [one, settled]) one.hears(wait);
    expect(one.hearsFrom).to.equal(undefined);
  });
});
