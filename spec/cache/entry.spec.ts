import { expect } from 'chai';
import { isFresh, Slot } from '../../src/cache/entry.js';
import { Branch } from '../../src/cache/key-path.js';
import { Partition } from '../../src/cache/partition.js';
import { FakeClock } from '../support/clock.js';

function slotWritten(writtenAt: number, ttl: number): Slot {
  const slot = new Slot(new Branch(), 'key', new Partition().ref);
  slot.writtenAt = writtenAt;
  slot.expiresAt = writtenAt + ttl;
  return slot;
}

describe('cache/entry', () => {
  it('has no entry until a partition gave it a place', () => {
    const slot = slotWritten(0, 1);
    expect(slot.hasEntry).to.equal(false);
    slot.index = 0;
    expect(slot.hasEntry).to.equal(true);
  });

  const cases: [now: number, fresh: boolean, why: string][] = [
    [999, false, 'the clock was stepped back behind the writing'],
    [1_000, true, 'the moment of writing counts'],
    [1_099, true, 'the last millisecond'],
    [1_099.999, true, 'and its fractions'],
    [1_100, false, 'the end does not count'],
    [9_999_999, false, 'long after'],
    [Number.NaN, false, 'a clock that does not know'],
  ];
  for (const [now, fresh, why] of cases) {
    it(`is ${fresh ? 'fresh' : 'not fresh'} at ${now} when written at 1000 for 100 ms: ${why}`, () => {
      expect(isFresh(slotWritten(1_000, 100), new FakeClock(now))).to.equal(fresh);
    });
  }

  it('without a ttl is fresh at any time, and does not look at the clock', () => {
    const clock = new FakeClock(-5);
    expect(isFresh(slotWritten(1_000, Number.POSITIVE_INFINITY), clock)).to.equal(true);
    expect(clock.reads).to.equal(0);
  });

  it('with a ttl reads the clock once', () => {
    const clock = new FakeClock(1_050);
    isFresh(slotWritten(1_000, 100), clock);
    expect(clock.reads).to.equal(1);
  });

  it('lives under clocks that are at zero or before the epoch', () => {
    expect(isFresh(slotWritten(0, 10), new FakeClock(0))).to.equal(true);
    expect(isFresh(slotWritten(0, 10), new FakeClock(10))).to.equal(false);
    expect(isFresh(slotWritten(-100, 10), new FakeClock(-91))).to.equal(true);
    expect(isFresh(slotWritten(-100, 10), new FakeClock(-90))).to.equal(false);
  });
});
