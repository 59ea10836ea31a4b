import { expect } from 'chai';
import { cached, cacheOf } from '../../src/index.js';
import { PolicyRig } from '../cache/policy-rig.js';
import { useFakeClock } from '../support/clock.js';
import { containerRegistry } from '../support/container.js';
import { deferred, nextTurn } from '../support/deferred.js';
import { collectReports } from '../support/warnings.js';

const SWR = { ttl: 100, staleWhileRevalidate: 1_000 } as const;

describe('regression: background refreshes', () => {
  const clock = useFakeClock();
  const reported = collectReports();

  // The promise of a refresh whose flight was fenced before its loader returned was tracked by nobody.
  it('that fail after their loader has dropped its own entry are handled', async () => {
    let drops = false;
    const load = cached(async () => {
      if (!drops) return 'old';
      cacheOf(load).delete();
      throw new Error('gone');
    }, SWR) as () => Promise<string>;
    await load();
    drops = true;
    clock.advance(150);
    expect(await load()).to.equal('old');
    await nextTurn();
    expect(await reported.codes()).to.deep.equal(['WARN_WARMSCOPE_BACKGROUND']);
  });

  it('that give their first promise, and reject it, are handled', async () => {
    let answer = (): unknown => 'old';
    const load = cached(() => answer(), SWR);
    load();
    answer = () => Promise.reject(new Error('gone'));
    clock.advance(150);
    expect(load()).to.equal('old');
    await nextTurn();
    await nextTurn();
    expect(containerRegistry.background.size).to.equal(0);
  });

  // What began the refresh counted as waiting for it, so a refresh that asked it back was refused as a circle.
  for (const form of ['async', 'sync'] as const) {
    it(`may join the ${form === 'sync' ? 'load that found a value of a sync method stale' : 'load that found the value stale'}`, async () => {
      const gate = deferred();
      let begins = false;
      const outer = cached(async (): Promise<string> => {
        const value = await inner();
        await gate.promise;
        return `outer ${value}`;
      });
      const joining = async (): Promise<unknown> => {
        await null;
        return begins ? outer() : 'old';
      };
      const inner: () => unknown = form === 'async' ? cached(joining, SWR) : cached(() => (begins ? outer() : 'old'), SWR);
      await inner();
      begins = true;
      clock.advance(150);
      const first = outer();
      await nextTurn();
      gate.resolve();
      expect(await first).to.equal('outer old');
      await nextTurn();
      expect(await reported.codes()).to.deep.equal([]);
      expect(containerRegistry.background.size).to.equal(0);
    });
  }

  it('begin a new row of pauses after a value was set', async () => {
    const rig = new PolicyRig('async', SWR);
    await rig.load('old');
    rig.answer = { error: new Error('down') };
    clock.advance(101);
    await rig.outcome();
    rig.handle.set(['key'], 'set');
    clock.advance(101);
    expect(await rig.outcome()).to.equal('set');
    expect(rig.loads).to.equal(3);
  });
});
