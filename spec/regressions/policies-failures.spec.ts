import { expect } from 'chai';
import { cached, cacheOf, registry, runInvocation } from '../../src/index.js';
import { outcomeOf, PolicyRig } from '../cache/policy-rig.js';
import { useFakeClock } from '../support/clock.js';
import { containerRegistry } from '../support/container.js';
import { deferred, nextTurn } from '../support/deferred.js';
import { collectReports } from '../support/warnings.js';

describe('regression: failed loads', () => {
  const clock = useFakeClock();
  const reported = collectReports();

  // A stale value was given as it is where the loader threw before it gave a promise.
  it('give a stale value as a promise where the method gives promises', async () => {
    const rig = new PolicyRig('plain', { ttl: 100, staleIfError: 1_000 });
    await rig.load('old');
    clock.advance(150);
    rig.answer = { thrown: new Error('down') };
    const served = rig.call();
    expect(served).to.be.instanceOf(Promise);
    expect(await served).to.equal('old');
    await rig.expectAtRest();
  });

  // The flight had landed for `clear` when errorTtl was asked, so the error was kept in an entry that nobody could find.
  for (const form of ['async', 'sync'] as const) {
    it(`keep no error of ${form} functions when errorTtl clears the cache`, async () => {
      const rig: PolicyRig = new PolicyRig(form, {
        errorTtl: () => {
          registry.clear();
          return 100;
        },
      });
      if (form === 'sync') await rig.load('known', 'other');
      rig.answer = { error: new Error('down') };
      expect(await rig.outcome()).to.equal('error: down');
      expect(rig.stats.size).to.equal(0);
      await rig.expectAtRest();
    });
  }

  // The old value is of no use to anyone, and kept the error away.
  it('are kept once the stale value may no longer be served', async () => {
    const rig = new PolicyRig('async', { ttl: 100, staleIfError: 100, errorTtl: 1_000 });
    await rig.load('old');
    clock.advance(150);
    const trial = rig.call() as Promise<unknown>;
    trial.catch(() => undefined);
    clock.advance(60);
    rig.gates[0]?.reject(new Error('down'));
    expect(await outcomeOf(() => trial)).to.equal('error: down');
    expect(await rig.outcome()).to.equal('error: down');
    expect(rig.loads).to.equal(2);
    await rig.expectAtRest();
  });

  it('of a refresh replace an error that is kept', async () => {
    const rig = new PolicyRig('async', { errorTtl: 100 });
    rig.answer = { error: new Error('first') };
    await rig.outcome();
    clock.advance(50);
    rig.answer = { error: new Error('second') };
    expect(await outcomeOf(() => rig.handle.refresh('key'))).to.equal('error: second');
    clock.advance(60);
    expect(await rig.outcome()).to.equal('error: second');
  });

  // One caller's abort was thrown at everybody for as long as errorTtl said.
  it('that concern only their own invocation are not kept', async () => {
    const load = cached(
      async (): Promise<string> => {
        throw Object.assign(new Error('aborted'), { name: 'AbortError' });
      },
      { errorTtl: '1m' },
    );
    expect(await outcomeOf(() => runInvocation({}, load))).to.equal('error: aborted');
    expect(cacheOf(load).size).to.equal(0);
    const gate = deferred<string>();
    const late = cached(() => gate.promise, { errorTtl: '1m' });
    await runInvocation({}, () => void late().catch(() => undefined));
    gate.reject(new Error('socket hang up'));
    await nextTurn();
    expect(cacheOf(late).size).to.equal(0);
  });

  // The flight stayed in its entry, and every later call joined it.
  for (const form of ['async', 'sync'] as const) {
    it(`leave no ${form} flight behind when the clock fails with them`, async () => {
      const rig = new PolicyRig(form, { ttl: 100 });
      rig.answer = { error: new Error('down') };
      const now = clock.now.bind(clock);
      let reads = 0;
      registry.configure({
        clock: {
          now: () => {
            if (++reads === 2) throw new Error('no clock');
            return now();
          },
        },
      });
      await rig.outcome();
      expect(await rig.load('new')).to.equal('new');
      expect(containerRegistry.caches.ofFunction(rig.fn)?.cache.flights.all.length).to.equal(0);
    });
  }

  // Told apart from `has`, which sees no error.
  it('that are kept do not make delete return true', async () => {
    const rig = new PolicyRig('async', { errorTtl: 100 });
    rig.answer = { error: new Error('down') };
    await rig.outcome();
    expect([rig.handle.has('key'), rig.handle.peek('key'), rig.handle.delete('key')]).to.deep.equal([false, undefined, false]);
    expect(rig.handle.size).to.equal(0);
  });

  // It had led no trial, so it got the error although a stale value was there.
  it('of a follower that leads again give a stale value, too', async () => {
    const rig = new PolicyRig('async', { ttl: 100, staleIfError: 1_000 });
    await rig.load('old');
    clock.advance(150);
    const ended = deferred();
    const leading = runInvocation({}, () => {
      (rig.call() as Promise<unknown>).catch(() => undefined);
      return ended.promise;
    });
    await nextTurn();
    const follower = rig.call();
    rig.answer = { error: new Error('down') };
    ended.reject(new Error('the invocation failed'));
    await leading.catch(() => undefined);
    expect(await outcomeOf(() => follower)).to.equal('old');
    rig.gates[0]?.resolve('late');
    await rig.expectAtRest();
    expect(await reported.codes()).to.deep.equal([]);
  });
});
