import { expect } from 'chai';
import { type Call, compile, type Loader, type Member } from '../../src/cache/plan.js';
import { loadWithin, tooLong, within } from '../../src/cache/time-limit.js';
import { KeyResolution } from '../../src/keys/resolve-key.js';
import { FakeClock } from '../support/clock.js';
import { deferred, errorOf, nextTurn, stateOf } from '../support/deferred.js';
import { collectReports } from '../support/warnings.js';

const memberOf = (timeout: number, loader: Loader = () => undefined): Member => ({
  label: 'Rig.load',
  loader,
  isAsync: false,
  isOfInstances: true,
  keys: new KeyResolution(() => 'Rig.load', undefined),
  plan: compile([{ timeout }]),
  ownerOf: () => undefined,
});
const callOf = (member: Member): Call => ({ member, self: undefined, args: [] });
const NEVER = Number.POSITIVE_INFINITY;
const unwanted = (): never => expect.fail('it was not late');

describe('cache/time-limit', () => {
  const reported = collectReports();

  it('gives what comes in time, and leaves no timer', async () => {
    for (const limit of [50, NEVER]) {
      const clock = new FakeClock();
      const gate = deferred<string>();
      const result = within(limit, gate.promise, clock, unwanted);
      expect(clock.timers).to.equal(limit === NEVER ? 0 : 1);
      clock.advance(49);
      gate.resolve('value');
      expect(await result).to.equal('value');
      await nextTurn();
      expect(clock.timers).to.equal(0);
    }
  });

  it('gives a rejection in time as it is', async () => {
    for (const limit of [50, NEVER]) {
      const clock = new FakeClock();
      const error = new Error('down');
      expect(await errorOf(() => within(limit, Promise.reject(error), clock, unwanted))).to.equal(error);
      await nextTurn();
      expect(clock.timers).to.equal(0);
    }
  });

  for (const [how, instead, right] of [
    ['gives', () => 'instead', 'instead'],
    ['gives a promise of', async () => 'instead', 'instead'],
    ['throws', () => { throw new Error('instead'); }, 'instead'],
  ] as const) {
    for (const late of ['value', 'rejection'] as const) {
      it(`what is ${how === 'throws' ? 'thrown' : 'given'} instead counts when the time is over (${how}); a late ${late} is handled`, async () => {
        const clock = new FakeClock();
        const gate = deferred<unknown>();
        const outcome = within(50, gate.promise, clock, instead).catch((error: Error) => error.message);
        expect(await stateOf(outcome)).to.equal('pending');
        clock.advance(50);
        expect(await outcome).to.equal(right);
        if (late === 'value') gate.resolve('late');
        else gate.reject(new Error('late'));
        await nextTurn();
        expect(await reported.codes()).to.deep.equal([]);
      });
    }
  } // biome-ignore format: a table

  it('says what the limit was, and what becomes of the load', () => {
    for (const [isLost, rest] of [[true, 'is not stored'], [false, 'The load goes on']] as const) {
      const error = tooLong(memberOf(50), isLost);
      expect(error).to.include({ code: 'ERR_WARMSCOPE_LOAD_TIMEOUT', name: 'LoadTimeoutError' });
      expect(error.message).to.contain('Rig.load').and.to.contain('"timeout"').and.to.contain('50 ms').and.to.contain(rest);
    } // biome-ignore format: a table
  });

  it('limits a load past all bookkeeping, unless it is synchronous', async () => {
    const clock = new FakeClock();
    expect(loadWithin(callOf(memberOf(50, () => 5)), clock)).to.equal(5);
    const promise = Promise.resolve(5);
    expect(loadWithin(callOf(memberOf(NEVER, () => promise)), clock), 'the very promise').to.equal(promise);
    const result = loadWithin(callOf(memberOf(50, () => new Promise(() => undefined))), clock) as Promise<unknown>;
    clock.advance(50);
    expect(await errorOf(() => result)).to.have.property('code', 'ERR_WARMSCOPE_LOAD_TIMEOUT');
    // biome-ignore lint/suspicious/noThenProperty: a thenable of another library
    const thenable = { then: (resolve: (value: string) => void) => resolve('value') };
    expect(await loadWithin(callOf(memberOf(50, () => thenable)), clock)).to.equal('value');
  });
});
