import { expect } from 'chai';
import { registry, runInvocation } from '../../src/index.js';
import { useFakeClock } from '../support/clock.js';
import { containerRegistry } from '../support/container.js';
import { deferred, nextTurn } from '../support/deferred.js';
import { collectReports } from '../support/warnings.js';
import { outcomeOf, PolicyRig } from './policy-rig.js';

const HOUR = 3_600_000;
const SWR = { ttl: 100, staleWhileRevalidate: '10m' } as const;

describe('what happens during a background refresh', () => {
  const clock = useFakeClock();
  collectReports();

  /** A function with a refresh in flight. */
  async function renewing(options: object = {}): Promise<PolicyRig> {
    const rig = new PolicyRig('plain', { ...SWR, ...options });
    await rig.load('old');
    clock.advance(100);
    expect(await rig.outcome()).to.equal('old');
    rig.answer = { value: 'newest' };
    return rig;
  }

  /** Then, before the refresh ends; a call before its end, one after it, and the value that is kept, by how it ends. */
  const table: readonly [what: string, act: (rig: PolicyRig) => unknown, before: unknown, resolved: unknown, rejected: unknown][] = [
    ['nothing', () => undefined, 'old', 'new', 'old'],
    ['set', (rig) => rig.handle.set(['key'], 'set'), 'set', 'set', 'set'],
    ['delete', (rig) => expect(rig.handle.delete('key')).to.equal(false), 'newest', 'newest', 'newest'],
    ['clear', (rig) => rig.handle.clear(), 'newest', 'newest', 'newest'],
    ['registry.clear', () => registry.clear(), 'newest', 'newest', 'newest'],
    ['an eviction', (rig) => rig.load('other', 'other'), 'pending', 'new', 'error: down'],
    ['an hour, in which it is given up', () => clock.advance(HOUR), 'newest', 'newest', 'newest'],
    ['a clock stepped back', () => clock.advance(-HOUR), 'pending', 'new', 'error: down'],
    ['many hits', (rig) => [1, 2, 3].map(() => rig.call()), 'old', 'new', 'old'],
  ];
  for (const [what, act, before, resolved, rejected] of table) {
    for (const ending of ['resolve', 'reject'] as const) {
      it(`${what}: ${before} before its end, ${ending === 'resolve' ? resolved : rejected} after it ${ending}s`, async () => {
        const rig = await renewing({ max: 1 });
        await act(rig);
        rig.answer = { value: 'newest' };
        const early = rig.call() as Promise<unknown>;
        expect(await outcomeOf(() => early)).to.equal(before);
        await nextTurn();
        expect(containerRegistry.background.size).to.equal(what.startsWith('an hour') ? 0 : 1);
        if (ending === 'resolve') rig.gates[0]?.resolve('new');
        else rig.gates[0]?.reject(new Error('down'));
        const joined = await outcomeOf(() => early);
        if (before === 'pending') expect(joined).to.equal(ending === 'resolve' ? resolved : rejected);
        const isLost = ending === 'reject' && before === 'pending';
        expect(await rig.outcome()).to.equal(isLost ? 'newest' : ending === 'resolve' ? resolved : rejected);
        expect(containerRegistry.background.size).to.equal(0);
        expect(rig.handle.size).to.equal(1);
        await rig.expectAtRest();
      });
    }
  }

  it('refresh joins it, and is no call', async () => {
    const rig = await renewing();
    const refreshed = rig.handle.refresh('key');
    rig.gates[0]?.resolve('new');
    expect(await refreshed).to.equal('new');
    expect(rig.stats).to.include({ loads: 2, joins: 0 });
  });

  it('an invocation that ends waits for it', async () => {
    const rig = new PolicyRig('plain', SWR);
    await rig.load('old');
    clock.advance(100);
    let isOver = false;
    const answer = runInvocation({}, () => rig.call()).finally(() => {
      isOver = true;
    });
    await nextTurn();
    expect([isOver, rig.loads]).to.deep.equal([false, 2]);
    rig.gates[0]?.resolve('new');
    expect(await answer).to.equal('old');
    expect(await rig.outcome()).to.equal('new');
  });

  for (const ending of ['resolve', 'reject'] as const) {
    it(`one that is not done in time is given up, and what it ${ending}s with is lost`, async () => {
      const rig = new PolicyRig('plain', SWR);
      await rig.load('old');
      clock.advance(100);
      const answer = runInvocation({ deadline: clock.time + 1_000 }, () => rig.call());
      await nextTurn();
      const follower = rig.handle.refresh('key');
      rig.answer = { value: 'newest' };
      clock.advance(900);
      expect(await answer).to.equal('old');
      expect([await rig.outcome(), await follower]).to.deep.equal(['newest', 'newest']);
      if (ending === 'resolve') rig.gates[0]?.resolve('late');
      else rig.gates[0]?.reject(new Error('late'));
      expect(await rig.outcome()).to.equal('newest');
      expect(rig.member.cache.flights.all.length).to.equal(0);
    });
  }

  it('one that a freeze interrupted is never joined by a later invocation', async () => {
    const rig = new PolicyRig('plain', { ...SWR, staleIfError: '2h' });
    await rig.load('old');
    const ended = deferred();
    clock.advance(100);
    const first = runInvocation({ deadline: clock.time + 60_000 }, async () => {
      await rig.call();
      await ended.promise;
    });
    await nextTurn();
    clock.advance(HOUR);
    rig.answer = { value: 'newest' };
    expect(await runInvocation({}, () => rig.call())).to.equal('newest');
    rig.gates[0]?.reject(new Error('socket hang up'));
    ended.resolve();
    await first;
    expect(await rig.outcome()).to.equal('newest');
    expect(containerRegistry.background.size).to.equal(0);
    expect(rig.member.cache.flights.all.length).to.equal(0);
  });
});
