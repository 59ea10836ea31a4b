import { expect } from 'chai';
import { type Deferred, deferred } from '../support/deferred.js';
import { collectReports } from '../support/warnings.js';
import { CacheRig } from './cache-rig.js';

/** A rig whose every load waits for a gate of its own. */
function gated(max = 3): { rig: CacheRig; gates: Deferred<unknown>[] } {
  const gates: Deferred<unknown>[] = [];
  const rig = new CacheRig(() => {
    const gate = deferred<unknown>();
    gates.push(gate);
    return gate.promise;
  }, max);
  return { rig, gates };
}

const invalidations: Record<string, (rig: CacheRig) => void> = {
  delete: (rig) => void rig.delete('a'),
  clear: (rig) => rig.cache.invalidation.clear(),
  'clear of the owner': (rig) => rig.cache.invalidation.clearOwners((owner) => owner === rig.owner),
};

describe('cache/cache: fences', () => {
  collectReports();

  for (const [name, invalidate] of Object.entries(invalidations)) {
    it(`${name} during a load: its callers get the value, it is not stored, later calls load anew`, async () => {
      const { rig, gates } = gated();
      const early = [rig.call('a'), rig.call('a')];
      invalidate(rig);
      const late = [rig.call('a'), rig.call('a')];
      expect(gates).to.have.length(2);
      gates[1]?.resolve('new');
      expect(await Promise.all(late)).to.deep.equal(['new', 'new']);
      gates[0]?.resolve('old');
      expect(await Promise.all(early)).to.deep.equal(['old', 'old']);
      expect(await rig.call('a')).to.equal('new');
      expect(rig.counters).to.include({ misses: 2, joins: 2, hits: 1, loads: 2 });
      await rig.expectAtRest();
    });

    it(`${name} during a load, settled in the other order, stores the newer one only`, async () => {
      const { rig, gates } = gated();
      const early = rig.call('a');
      invalidate(rig);
      const late = rig.call('a');
      gates[0]?.resolve('old');
      expect(await early).to.equal('old');
      expect(rig.peek('a')).to.equal(undefined);
      expect(rig.call('a'), 'joins the newer load').to.be.instanceOf(Promise);
      gates[1]?.resolve('new');
      await late;
      expect(rig.peek('a')).to.deep.equal(['new']);
      await rig.expectAtRest();
    });

    it(`${name} by the sync loader itself: the value is given, not stored`, async () => {
      let runs = 0;
      const rig = new CacheRig(() => {
        if (++runs === 1) invalidate(rig);
        return runs;
      });
      expect([rig.call('a'), rig.call('a'), rig.call('a')]).to.deep.equal([1, 2, 2]);
      await rig.expectAtRest();
    });

    for (const option of ['ttl', 'store'] as const) {
      it(`${name} by the function of ${option}: the value is given, not stored`, async () => {
        for (const result of ['now', Promise.resolve('later')]) {
          const answer = (): unknown => {
            invalidate(rig);
            return option === 'ttl' ? 100 : true;
          };
          const rig: CacheRig = new CacheRig(() => result, 3, { [option]: answer });
          expect(await rig.call('a')).to.equal(await result);
          expect(rig.peek('a')).to.equal(undefined);
          await rig.expectAtRest();
        }
      });
    }
  }

  it('set during a load wins, whatever the load gives later', async () => {
    const { rig, gates } = gated();
    const [kept, failed] = [rig.call('a'), rig.call('b') as Promise<unknown>];
    rig.set(['a'], 'set', true);
    rig.set(['b'], 'set', true);
    expect(await rig.call('a')).to.equal('set');
    gates[0]?.resolve('loaded');
    gates[1]?.reject(new Error('no'));
    expect(await kept).to.equal('loaded');
    expect(await failed.catch(({ message }: Error) => message)).to.equal('no');
    expect([await rig.call('a'), await rig.call('b')]).to.deep.equal(['set', 'set']);
    await rig.expectAtRest();
  });

  it('set by the loader itself wins over what it returns', async () => {
    const rig = new CacheRig(() => {
      rig.set(['a'], 'set');
      return 'returned';
    });
    expect([rig.call('a'), rig.call('a')]).to.deep.equal(['returned', 'set']);
    await rig.expectAtRest();
  });

  it('delete during a refresh keeps its value from coming back', async () => {
    const { rig, gates } = gated();
    rig.set(['a'], 'old', true);
    const refresh = rig.refresh('a');
    expect(rig.delete('a')).to.equal(true);
    gates[0]?.resolve('refreshed');
    expect(await refresh).to.equal('refreshed');
    expect(rig.peek('a')).to.equal(undefined);
    await rig.expectAtRest();
  });

  it('delete of one key leaves the loads of others alone', async () => {
    const { rig, gates } = gated();
    const other = rig.call('b');
    const mine = rig.call('a');
    rig.delete('a');
    for (const gate of gates) gate.resolve('v');
    await Promise.all([mine, other]);
    expect([rig.peek('a'), rig.peek('b')]).to.deep.equal([undefined, ['v']]);
    await rig.expectAtRest();
  });

  it('clear of one owner leaves the loads of others alone', async () => {
    const gate = deferred<string>();
    const rig = new CacheRig(() => gate.promise, 9, { ownerOf: (self) => self as object });
    const [one, other] = [{}, {}];
    const calls = [one, other].map((self) => rig.callOn(self));
    rig.cache.invalidation.clearOwners((owner) => owner === one);
    gate.resolve('v');
    await Promise.all(calls);
    const size = (owner: object): number | undefined => rig.cache.entries.owners.find(owner)?.size;
    expect([size(one), size(other)]).to.deep.equal([0, 1]);
    rig.calls = 2;
    await rig.expectAtRest();
  });

  it('many fences over one key leave nothing behind', async () => {
    const { rig, gates } = gated();
    const calls = Array.from({ length: 20 }, () => {
      const call = rig.call('a');
      rig.delete('a');
      return call;
    });
    for (const [index, gate] of gates.toReversed().entries()) gate.resolve(index);
    expect(new Set(await Promise.all(calls)).size).to.equal(20);
    expect(rig.cache.entries.size).to.equal(0);
    await rig.expectAtRest();
  });
});
