import { expect } from 'chai';
import { useFakeClock } from '../support/clock.js';
import { nextTurn } from '../support/deferred.js';
import { collectReports } from '../support/warnings.js';
import { type Form, PolicyRig } from './policy-rig.js';

const HOUR = 3_600_000;
const DOWN = { error: new Error('down') };

describe('failing refreshes', () => {
  const clock = useFakeClock();
  const reported = collectReports();

  /** A function whose value is stale and whose loader fails. */
  async function failing(form: Form, options: object): Promise<PolicyRig> {
    const rig = new PolicyRig(form, { ttl: 100, ...options });
    await rig.load('old');
    clock.advance(100);
    rig.answer = DOWN;
    return rig;
  }

  /** A stale hit, and what it began. */
  async function hit(rig: PolicyRig): Promise<void> {
    expect(await rig.outcome()).to.equal('old');
    await nextTurn();
  }

  for (const form of ['async', 'plain', 'sync'] as const) {
    for (const policy of ['staleWhileRevalidate', 'staleIfError'] as const) {
      it(`of ${form} functions pause 1 s, doubling to 30 s, with ${policy}`, async () => {
        const rig = await failing(form, { [policy]: '1h' });
        for (const pause of [1, 2, 4, 8, 16, 30, 30]) {
          const before = rig.loads;
          for (let calls = 0; calls < 5; calls++) await hit(rig);
          expect(rig.loads, 'tried once').to.equal(before + 1);
          clock.advance(pause * 1_000 - 1);
          await hit(rig);
          expect(rig.loads, `still pausing after ${pause} s`).to.equal(before + 1);
          clock.advance(1);
        }
        expect(rig.stats).to.include({ staleHits: rig.calls - 1, misses: 1, loadErrors: 7 });
        await rig.expectAtRest();
        expect(await reported.codes()).to.deep.equal(policy === 'staleIfError' ? [] : ['WARN_WARMSCOPE_BACKGROUND']);
      });
    }

    it(`of ${form} functions restart their pauses after a success`, async () => {
      const rig = await failing(form, { staleWhileRevalidate: '1h' });
      for (const pause of [1, 2]) {
        await hit(rig);
        clock.advance(pause * 1_000);
      }
      rig.answer = { value: 'old' };
      await hit(rig);
      clock.advance(100);
      rig.answer = DOWN;
      await hit(rig);
      clock.advance(999);
      await hit(rig);
      expect(rig.loads).to.equal(5);
      clock.advance(1);
      await hit(rig);
      expect(rig.loads).to.equal(6);
    });
  }

  it('pause each key by itself', async () => {
    const rig = new PolicyRig('async', { ttl: 100, staleWhileRevalidate: '1h' });
    for (const key of ['a', 'b']) await rig.load('old', key);
    clock.advance(100);
    rig.answer = DOWN;
    await rig.outcome('a');
    rig.answer = { value: 'new' };
    for (const key of ['a', 'b']) await rig.outcome(key);
    expect([await rig.outcome('a'), await rig.outcome('b')]).to.deep.equal(['old', 'new']);
  });

  it('do not keep callers waiting, nor later ones from loading, past the windows', async () => {
    const rig = await failing('async', { staleWhileRevalidate: '1h', staleIfError: '2h' });
    await hit(rig);
    clock.advance(HOUR);
    for (let calls = 0; calls < 3; calls++) await hit(rig);
    expect(rig.loads, 'a failed trial, then a pause').to.equal(3);
    clock.advance(2 * HOUR);
    expect(await rig.outcome()).to.equal('error: down');
    expect(await rig.load('new')).to.equal('new');
    await rig.expectAtRest();
  });

  it('do not pause an explicit refresh, and a failing explicit refresh starts no pause', async () => {
    const rig = await failing('async', { staleWhileRevalidate: '1h', staleIfError: '1h' });
    const refreshed = (rig.handle.refresh('key') as Promise<unknown>).catch((error: Error) => error.message);
    expect(await refreshed).to.equal('down');
    await hit(rig);
    expect(rig.loads).to.equal(3);
    rig.answer = { value: 'new' };
    await rig.handle.refresh('key');
    expect(await rig.outcome()).to.equal('new');
    await rig.expectAtRest();
  });

  it('end their pause when the clock is stepped back, and what they renew as well', async () => {
    const rig = await failing('async', { staleWhileRevalidate: '1h', staleIfError: '1h' });
    await hit(rig);
    clock.advance(-50);
    await hit(rig);
    expect(rig.stats.hits, 'fresh again by this clock').to.equal(1);
    clock.advance(-51);
    expect(await rig.outcome()).to.equal('error: down');
    expect(rig.handle.size).to.equal(0);
  });

  it('that are given up at their time limit start a pause like others', async () => {
    const rig = await failing('async', { staleWhileRevalidate: '1h', timeout: 50 });
    rig.answer = 'wait';
    await hit(rig);
    clock.advance(50);
    for (let calls = 0; calls < 3; calls++) await hit(rig);
    expect(rig.loads).to.equal(2);
    rig.gates[0]?.reject(new Error('late'));
    await nextTurn();
    expect(rig.stats).to.include({ loadErrors: 1 });
    await rig.expectAtRest();
  });
});
