import { expect } from 'chai';
import { RunningInvocation } from '../../src/invocation/invocation.js';
import { FakeClock } from '../support/clock.js';

describe('invocation/invocation', () => {
  const clock = new FakeClock();
  const begin = (description = {}) => new RunningInvocation(description, 1, clock);
  const heard = (invocation: RunningInvocation): boolean[] => {
    const outcomes: boolean[] = [];
    invocation.onEnd((failed) => outcomes.push(failed));
    return outcomes;
  };

  it('has the id it was given, else a random one that stays', () => {
    expect(begin({ id: 'r-1' }).id).to.equal('r-1');
    const invocation = begin();
    expect(invocation.id).to.match(/^[0-9a-f-]{36}$/);
    expect(invocation.id).to.equal(invocation.id);
    expect(invocation.id).not.to.equal(begin().id);
  });

  it('is over when it has ended, and has failed when that was noted', () => {
    for (const fails of [false, true]) {
      const invocation = begin({ deadline: clock.time + 1_000 });
      const outcomes = heard(invocation);
      expect([invocation.isOver, invocation.hasFailed]).to.deep.equal([false, false]);
      if (fails) invocation.noteFailure();
      expect([invocation.isOver, invocation.hasFailed, outcomes]).to.deep.equal([false, fails, []]);
      invocation.end();
      invocation.end();
      expect([invocation.isOver, invocation.hasFailed, outcomes]).to.deep.equal([true, fails, [fails]]);
    }
    expect(clock.timers).to.equal(0);
  });

  it('is over and has failed when its deadline passes, once', () => {
    const invocation = begin({ deadline: clock.time + 1_000 });
    const outcomes = heard(invocation);
    expect([invocation.remainingMs(), clock.timers]).to.deep.equal([1_000, 1]);
    clock.advance(1_000);
    expect([invocation.isOver, invocation.hasFailed, invocation.hasEnded, outcomes]).to.deep.equal([true, true, false, [true]]);
    clock.advance(5);
    expect(invocation.remainingMs()).to.equal(0);
    invocation.end();
    expect([invocation.hasFailed, invocation.hasEnded, outcomes]).to.deep.equal([true, true, [true]]);
  });

  it('sees its deadline pass without a timer, and does not fail by one that passes after its end', () => {
    const late = begin({ deadline: clock.time + 10 });
    const inTime = begin({ deadline: clock.time + 10 });
    inTime.end();
    expect(clock.timers, 'nobody listens').to.equal(0);
    clock.advance(10);
    expect([late.isOver, late.hasFailed, inTime.isOver, inTime.hasFailed]).to.deep.equal([true, true, true, false]);
    inTime.noteFailure();
    expect(inTime.hasFailed).to.equal(false);
    late.end();
    expect(late.hasFailed).to.equal(true);
  });

  it('never gets late without a deadline, and arms no timer then', () => {
    const invocation = begin();
    heard(invocation);
    const reads = clock.reads;
    expect([invocation.isOver, invocation.remainingMs(), clock.reads - reads]).to.deep.equal([false, Number.POSITIVE_INFINITY, 0]);
    invocation.end();
    expect(clock.timers).to.equal(0);
  });

  it('tells everybody who listens, whatever one of them throws; a listener may be taken back, and comes at once when it is late', () => {
    const invocation = begin();
    const order: string[] = [];
    invocation.onEnd(() => {
      order.push('first');
      throw new Error('a listener');
    });
    const listener = (): void => void order.push('twice');
    const takeBack = invocation.onEnd(listener);
    invocation.onEnd(listener);
    takeBack();
    takeBack();
    invocation.onEnd(() => void invocation.onEnd(() => order.push('nested')));
    invocation.noteFailure();
    invocation.end();
    invocation.onEnd((failed) => order.push(`late ${failed}`));
    takeBack();
    expect(order).to.deep.equal(['first', 'twice', 'nested', 'late true']);
  });
});
