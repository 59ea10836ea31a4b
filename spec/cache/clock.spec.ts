import { expect } from 'chai';
import { ContainerClock, monotonicNow, systemClock } from '../../src/cache/clock.js';
import { FakeClock } from '../support/clock.js';

describe('cache/clock', () => {
  it('reads the system clock through Date.now as it is at the moment, so that fake timers work', () => {
    const original = Date.now;
    try {
      Date.now = () => 42;
      expect(systemClock.now()).to.equal(42);
      expect(new ContainerClock().now()).to.equal(42);
    } finally {
      Date.now = original;
    }
  });

  it('can be replaced at any time, and given the system clock back', () => {
    const clock = new ContainerClock();
    const source = new FakeClock(1_000);
    clock.use(source);
    source.advance(-400);
    expect(clock.now()).to.equal(600);
    clock.use(systemClock);
    expect(clock.now()).to.be.greaterThan(1_600_000_000_000);
  });

  it('calls now() as a method of the clock it was given', () => {
    class Ticking {
      private ticks = 7;
      now(): number {
        return this.ticks++;
      }
    }
    const clock = new ContainerClock();
    clock.use(new Ticking());
    expect([clock.now(), clock.now()]).to.deep.equal([7, 8]);
  });

  it('keeps the monotonic clock apart: it is not an epoch time and never goes back', () => {
    const first = monotonicNow();
    expect(first).to.be.lessThan(Date.now() / 2);
    expect(monotonicNow()).to.be.at.least(first);
  });
});
