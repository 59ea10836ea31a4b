import { expect } from 'chai';
import { ContainerClock, monotonicNow, systemClock } from '../../src/util/clock.js';
import { GivenClock } from '../../src/util/given-clock.js';
import { FakeClock } from '../support/clock.js';

const unwanted = (): never => expect.fail('nothing is wrong with it');

describe('util/clock', () => {
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
    clock.use(undefined);
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
    clock.use(new GivenClock(new Ticking(), unwanted));
    expect([clock.now(), clock.now()]).to.deep.equal([7, 8]);
  });

  it('keeps the monotonic clock apart: it is not an epoch time and never goes back', () => {
    const first = monotonicNow();
    expect(first).to.be.lessThan(Date.now() / 2);
    expect(monotonicNow()).to.be.at.least(first);
  });

  it('never rings after an infinite time', () => {
    const source = new FakeClock();
    const clock = new ContainerClock();
    clock.use(source);
    clock.after(Number.POSITIVE_INFINITY, () => expect.fail('rang'))();
    expect(source.timers).to.equal(0);
  });

  it('rings with the timers of the system where its source has none', async () => {
    const clock = new ContainerClock();
    clock.use(new GivenClock({ now: () => 0 }, unwanted));
    await new Promise<void>((resolve) => clock.after(1, resolve));
    await new Promise<void>((resolve) => new ContainerClock().after(1, resolve));
  });

  it('rings with the timers of its source, where that has some', () => {
    const source = new FakeClock();
    const clock = new ContainerClock();
    clock.use(source);
    const rings: string[] = [];
    clock.after(10, () => rings.push('ten'));
    clock.after(10, () => rings.push('cancelled'))();
    source.advance(9);
    expect(rings).to.deep.equal([]);
    source.advance(1);
    source.advance(1);
    expect(rings).to.deep.equal(['ten']);
  });
});
