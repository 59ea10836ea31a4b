import { expect } from 'chai';
import { Pulse } from '../../src/shared/pulse.js';
import { FakeClock } from '../support/clock.js';
import { nextTurn } from '../support/deferred.js';

describe('shared/pulse', () => {
  const started = () => {
    const clock = new FakeClock();
    const pulse = new Pulse(Object.assign(clock, { monotonic: () => clock.time }), 25);
    const rings: number[] = [];
    const began = clock.time;
    const cancel = pulse.after(250, () => rings.push(clock.time - began));
    const pass = async (milliseconds: number, step: number): Promise<void> => {
      for (let passed = 0; passed < milliseconds; passed += step) {
        clock.advance(step);
        await nextTurn();
      }
    };
    return { clock, pulse, rings, cancel, pass };
  };

  it('rings on time in a process that is idle', async () => {
    const { rings, pass } = started();
    await pass(245, 5);
    expect(rings).to.deep.equal([]);
    await pass(5, 5);
    expect(rings).to.deep.equal([250]);
  });

  it('takes longer in a process that is held up again and again', async () => {
    const { rings, pass } = started();
    await pass(540, 60); // each beat of 25 ms comes after 60: it counts for 30
    expect(rings.map((at) => at >= 480)).to.deep.equal([true]);
  });

  it('does not count a single time in which the process did not run', async () => {
    const { clock, pulse, rings, pass } = started();
    await pass(100, 5);
    clock.advance(200);
    await nextTurn();
    expect(rings).to.deep.equal([]);
    expect(pulse.now).to.be.at.most(130);
    await pass(150, 5);
    expect(rings.length).to.equal(1);
  });

  it('takes three times as long at most', async () => {
    const { rings, pass } = started();
    await pass(1_000, 125);
    expect(rings).to.deep.equal([750]);
  });

  it('rings after a freeze that lasted longer than that, once the sockets were read', async () => {
    const { clock, rings } = started();
    clock.advance(60_000);
    expect(rings).to.deep.equal([]);
    await nextTurn();
    expect(rings).to.deep.equal([60_000]);
  });

  it('arms nothing while nobody waits', async () => {
    const { clock, cancel, rings, pass } = started();
    cancel();
    await pass(25, 5);
    expect(clock.timers).to.equal(0);
    await pass(500, 5);
    expect(rings).to.deep.equal([]);
  });
});
