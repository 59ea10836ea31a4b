import { expect } from 'chai';
import { settledWithin } from '../../src/util/time-limit.js';
import { FakeClock } from '../support/clock.js';
import { deferred, stateOf } from '../support/deferred.js';
import { collectReports } from '../support/warnings.js';

describe('util/time-limit', () => {
  collectReports();
  const clock = new FakeClock();

  it('is true for what settles in time, however it does', async () => {
    for (const work of [Promise.resolve(1), Promise.reject(new Error('x'))]) expect(await settledWithin(work, 10, clock)).to.equal(true);
    expect(clock.timers).to.equal(0);
  });

  it('is false for what does not, whose rejection is handled later on', async () => {
    const gate = deferred();
    const waiting = settledWithin(gate.promise, 10, clock);
    clock.advance(9);
    expect(await stateOf(waiting)).to.equal('pending');
    clock.advance(1);
    expect(await waiting).to.equal(false);
    gate.reject(new Error('late'));
  });

  it('does not wait when there is no time left', async () => {
    for (const none of [0, -5]) expect(await settledWithin(Promise.reject(new Error('x')), none, clock)).to.equal(false);
    expect(clock.timers).to.equal(0);
  });

  it('waits for ever when it may', async () => {
    const gate = deferred();
    const waiting = settledWithin(gate.promise, Number.POSITIVE_INFINITY, { now: () => 0, after: () => () => undefined });
    gate.resolve();
    expect(await waiting).to.equal(true);
  });
});
