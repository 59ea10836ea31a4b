import { expect } from 'chai';
import { type Call, type MemberPlan, PLAINEST } from '../../src/cache/member-plan.js';
import { limited, loadWithin } from '../../src/cache/time-limit.js';
import { FakeClock } from '../support/clock.js';
import { deferred, errorOf, nextTurn } from '../support/deferred.js';
import { collectReports } from '../support/warnings.js';

const planOf = (timeout: number, loader?: () => unknown): MemberPlan => ({ ...PLAINEST, label: 'Rig.load', timeout, loader }) as MemberPlan;
const callOf = (member: MemberPlan): Call => ({ member, self: undefined, args: [] });
const NEVER = Number.POSITIVE_INFINITY;

describe('cache/time-limit', () => {
  const reported = collectReports();

  it('gives what comes in time, and leaves no timer', async () => {
    for (const timeout of [50, NEVER]) {
      const clock = new FakeClock();
      const gate = deferred<string>();
      const result = limited(gate.promise, planOf(timeout), clock);
      expect(clock.timers).to.equal(timeout === NEVER ? 0 : 1);
      clock.advance(49);
      gate.resolve('value');
      expect(await result).to.equal('value');
      await nextTurn();
      expect(clock.timers).to.equal(0);
    }
  });

  it('gives a rejection in time as it is', async () => {
    const clock = new FakeClock();
    const error = new Error('down');
    expect(await errorOf(() => limited(Promise.reject(error), planOf(50), clock))).to.equal(error);
    await nextTurn();
    expect(clock.timers).to.equal(0);
  });

  for (const late of ['value', 'rejection'] as const) {
    it(`gives LoadTimeoutError when the time is over; a late ${late} is lost`, async () => {
      const clock = new FakeClock();
      const gate = deferred<string>();
      const failed = errorOf(() => limited(gate.promise, planOf(50), clock));
      clock.advance(50);
      const error = await failed;
      expect(error).to.include({ code: 'ERR_WARMSCOPE_LOAD_TIMEOUT', name: 'LoadTimeoutError' });
      expect(error.message).to.contain('Rig.load').and.to.contain('"timeout"').and.to.contain('50 ms');
      if (late === 'value') gate.resolve('late');
      else gate.reject(new Error('late'));
      await nextTurn();
      expect(await reported.codes()).to.deep.equal([]);
    });
  }

  it('takes any thenable', async () => {
    // biome-ignore lint/suspicious/noThenProperty: a thenable of another library
    const thenable = { then: (resolve: (value: string) => void) => resolve('value') } as PromiseLike<string>;
    for (const timeout of [50, NEVER]) {
      const result = limited(thenable, planOf(timeout), new FakeClock());
      expect(result).to.be.instanceOf(Promise);
      expect(await result).to.equal('value');
    }
  });

  it('limits a load past all bookkeeping, unless it is synchronous', async () => {
    const clock = new FakeClock();
    expect(loadWithin(callOf(planOf(50, () => 5)), clock)).to.equal(5);
    const promise = Promise.resolve(5);
    expect(loadWithin(callOf(planOf(NEVER, () => promise)), clock), 'the very promise').to.equal(promise);
    const result = loadWithin(callOf(planOf(50, () => new Promise(() => undefined))), clock) as Promise<unknown>;
    clock.advance(50);
    expect(await errorOf(() => result)).to.have.property('code', 'ERR_WARMSCOPE_LOAD_TIMEOUT');
  });
});
