import { expect } from 'chai';
import { currentInvocation, registry, runInvocation } from '../../src/index.js';
import { useFakeClock } from '../support/clock.js';
import { nextTurn } from '../support/deferred.js';
import { collectReports } from '../support/warnings.js';
import { outcomeOf, PolicyRig } from './policy-rig.js';

const SIE = { ttl: 100, staleIfError: '1h' } as const;

describe('cache/flights: what comes of them', () => {
  const clock = useFakeClock();
  const reported = collectReports();
  afterEach(() => registry.configure({ clock }));

  for (const form of ['async', 'plain', 'sync'] as const) {
    for (const option of ['ttl', 'store'] as const) {
      for (const [what, drop] of [
        ['delete', (rig: PolicyRig) => rig.handle.delete('key')],
        ['clear', (rig: PolicyRig) => rig.handle.clear()],
        ['registry.clear', () => registry.clear()],
        ['set', (rig: PolicyRig) => rig.handle.set(['key'], 'set')],
      ] as const) {
        it(`stores nothing of ${form} functions whose ${option} calls ${what}`, async () => {
          let isAsked = false;
          const ask = (): number => {
            if (!isAsked) {
              isAsked = true;
              drop(rig);
            }
            return 100;
          };
          const rig: PolicyRig = new PolicyRig(form, option === 'ttl' ? { ttl: ask } : { store: () => ask() > 0 });
          expect(await rig.load('new')).to.equal('new');
          expect(rig.handle.peek('key')).to.equal(what === 'set' ? 'set' : undefined);
          expect(rig.loads).to.equal(1);
          await rig.expectAtRest();
        });
      }
    }

    it(`renews in place what a ${form} function gives within its windows, and drops what may not be stored`, async () => {
      let isWanted = true;
      const rig = new PolicyRig(form, { ...SIE, store: () => isWanted });
      await rig.load('old');
      clock.advance(100);
      expect(await rig.load('new')).to.equal('new');
      expect(rig.stats).to.include({ size: 1, misses: 2, staleHits: 0, expirations: 0 });
      clock.advance(100);
      isWanted = false;
      expect(await rig.load('newer')).to.equal('newer');
      expect(rig.stats).to.include({ size: 0, misses: 3, uncacheable: 1 });
      await rig.expectAtRest();
    });

    it(`gives a stale value for a ${form} load that failed, with a use noted`, async () => {
      const rig = new PolicyRig(form, { ...SIE, max: 2 });
      for (const key of ['a', 'b']) await rig.load(`old ${key}`, key);
      clock.advance(100);
      rig.answer = { error: new Error('down') };
      expect(await rig.outcome('a')).to.equal('old a');
      await rig.load('new', 'c');
      rig.answer = { error: new Error('down') };
      expect([await rig.outcome('a'), await rig.outcome('b')]).to.deep.equal(['old a', 'error: down']);
      expect(rig.stats).to.include({ staleHits: 2, misses: 4, loadErrors: 2, evictions: 1 });
      await rig.expectAtRest();
      expect(await reported.codes(), 'the caller could not tell: nothing to warn of').to.deep.equal([]);
    });

    it(`leaves no value and no flight of ${form} functions behind when the clock fails`, async () => {
      for (const failsAt of [1, 2, 3, 4, 5, 6, 7, 8]) {
        for (const answer of [{ value: 'new' }, { error: new Error('down') }]) {
          registry.configure({ clock });
          const rig = new PolicyRig(form, SIE);
          await rig.load('old');
          clock.advance(100);
          let reads = Number.NEGATIVE_INFINITY;
          const now = (): number => {
            if (++reads === failsAt) return Number.NaN;
            return clock.time;
          };
          registry.configure({ clock: { now } });
          reads = 0;
          rig.answer = answer;
          await rig.outcome();
          registry.configure({ clock });
          clock.advance(7_200_000);
          expect(await rig.load('newest'), `reading ${failsAt}`).to.equal('newest');
          expect(rig.member.cache.flights.all.length).to.equal(0);
          expect(rig.handle.size).to.equal(rig.stats.size);
        }
      }
    });
  }

  it('hands a fresh value that depends on the invocation to the leader alone, and drops the stale one', async () => {
    const rig = new PolicyRig('async', SIE);
    await rig.load('old');
    clock.advance(100);
    rig.beforeLoad = () => void currentInvocation()?.id;
    const outcome = await runInvocation({ id: 'one' }, () => rig.load('for one'));
    expect(outcome).to.equal('for one');
    expect(rig.handle.size).to.equal(0);
    await rig.expectAtRest();
    expect(await reported.codes()).to.deep.equal(['WARN_WARMSCOPE_SCOPE_LEAK']);
  });

  it('never gives a stale value that was invalidated while it was tried to renew it', async () => {
    const rig = new PolicyRig('async', SIE);
    await rig.load('old');
    clock.advance(100);
    const calls = [rig.call(), rig.call()].map((promise) => outcomeOf(() => promise));
    rig.handle.set(['key'], 'set');
    rig.gates[0]?.reject(new Error('down'));
    expect(await Promise.all(calls)).to.deep.equal(['error: down', 'error: down']);
    expect(await rig.outcome()).to.equal('set');
    await nextTurn();
    await rig.expectAtRest();
  });
});
