import { expect } from 'chai';
import { MANY_VALUES } from '../../src/cache/flights.js';
import { Cached, cached } from '../../src/index.js';
import { deferred, errorOf, nextTurn } from '../support/deferred.js';
import { keepInvariants } from '../support/invariants.js';
import { collectReports } from '../support/warnings.js';
import { CacheRig } from './cache-rig.js';

/** A rig that has given so many values, so that the next promise comes as a surprise. */
function surprisingAfter(values: number, load: (key: unknown) => unknown): CacheRig {
  const rig = new CacheRig((key) => (String(key).startsWith('value') ? 'now' : load(key)), 9);
  for (let value = 1; value < values; value++) rig.call(`value ${value}`);
  rig.call('value');
  return rig;
}

/** A call from within a loader; one that ends in an error of ours is not counted. */
function callWithin(rig: CacheRig, key: unknown): unknown {
  try {
    return rig.call(key);
  } catch (error) {
    rig.calls--;
    throw error;
  }
}

for (const values of [1, MANY_VALUES]) {
  describe(`cache/flights: of a method that gives ${values} values first and promises later`, () => {
    const surprising = (load: (key: unknown) => unknown): CacheRig => surprisingAfter(values, load);
    collectReports();
    keepInvariants();

    it('two concurrent callers of the first promise get their values, and later calls one that is stored', async () => {
      let runs = 0;
      const gate = deferred<void>();
      const rig = surprising(() => {
        const run = ++runs;
        return gate.promise.then(() => run);
      });
      const calls = [rig.call('a'), rig.call('a'), rig.call('a')];
      for (const call of calls) expect(call).to.be.instanceOf(Promise);
      gate.resolve();
      const values = await Promise.all(calls);
      for (const value of values) expect(value).to.be.within(1, runs);
      const loads = runs;
      expect(await rig.call('a')).to.equal(await rig.call('a'));
      expect(await rig.call('a')).to.be.within(1, runs);
      expect(runs).to.be.at.most(loads + 1);
      await rig.expectAtRest();
    });

    it('a call of its own key after an await ends with an error, and does not hang', async () => {
      const rig: CacheRig = surprising(async (key) => {
        await nextTurn();
        return callWithin(rig, key);
      });
      for (let round = 0; round < 3; round++) expect((await errorOf(() => rig.call('a'))).code).to.equal('ERR_WARMSCOPE_CIRCULAR_LOAD');
      await rig.expectAtRest();
    });

    it('two keys that wait for each other end with an error as well', async () => {
      const rig: CacheRig = surprising(async (key) => {
        await nextTurn();
        return callWithin(rig, key === 'a' ? 'b' : 'a');
      });
      const outcomes = await Promise.allSettled([rig.call('a'), rig.call('b')]);
      expect(outcomes.map(({ status }) => status)).to.deep.equal(['rejected', 'rejected']);
      await rig.expectAtRest();
    });

    it('a rejection of the first promise is counted, and nothing stays', async () => {
      const rig = surprising(() => Promise.reject(new Error('no')));
      for (let round = 0; round < 2; round++) expect((await errorOf(() => rig.call('a'))).message).to.equal('no');
      expect([rig.counters.loadErrors, rig.peek('a'), rig.peek('value')]).to.deep.equal([2, undefined, ['now']]);
      await rig.expectAtRest();
    });

    it('a refresh that gives the first promise leaves what is there until it is renewed', async () => {
      const gates = [deferred<string>(), deferred<string>()];
      let runs = 0;
      const rig = surprising(() => (runs === 0 ? runs++ : gates[runs++ - 1]?.promise));
      rig.call('a');
      const first = rig.refresh('a');
      expect([rig.peek('a'), rig.cache.flights.all.length]).to.deep.equal([[0], 1]);
      const second = rig.refresh('a');
      for (const [index, gate] of gates.entries()) gate.resolve(`renewed ${index}`);
      await Promise.all([first, second]);
      expect([await first, await rig.call('a')]).to.deep.equal(['renewed 0', runs === 3 ? 'renewed 1' : 'renewed 0']);
      await rig.expectAtRest();
    });

    it('a recursion whose innermost call gives the first promise has every caller served', async () => {
      const rig: CacheRig = surprising((depth) => ((depth as number) > 0 ? rig.call((depth as number) - 1) : Promise.resolve('bottom')));
      expect(await rig.call(5)).to.equal('bottom');
      for (let depth = 5; depth >= 0; depth--) expect(await rig.call(depth)).to.equal('bottom');
      await rig.expectAtRest();
    });

    it('an invalidation during the first promise keeps it from being stored', async () => {
      const gate = deferred<string>();
      const rig = surprising(() => gate.promise);
      const call = rig.call('a');
      rig.cache.invalidation.clear();
      gate.resolve('late');
      expect(await call).to.equal('late');
      expect([rig.peek('a'), rig.cache.entries.size]).to.deep.equal([undefined, 0]);
      await rig.expectAtRest();
    });
  });
}

describe('cache/flights: of values within loads of promises', () => {
  collectReports();
  keepInvariants();

  it('sync recursion is told as such, with the whole way, under whatever loads around it', async () => {
    class Nested {
      @Cached() sync(n: number): number {
        return n === 0 ? 0 : this.other(n);
      }
      @Cached() other(n: number): number {
        return n === 1 ? this.sync(1) : 1;
      }
      @Cached() async around(n: number): Promise<number> {
        await nextTurn();
        return this.sync(n);
      }
    }
    const nested = new Nested();
    for (const n of [0, 2]) nested.sync(n);
    for (const call of [() => nested.sync(1), () => nested.around(1)]) {
      expect((await errorOf(call)).message).to.contain('Nested.sync -> Nested.other -> Nested.sync');
    }
    expect([nested.sync(2), await nested.around(2)]).to.deep.equal([1, 1]);
  });

  it('a sync load between two async ones that wait for each other does not hide the circle', async () => {
    const ring: { [name: string]: (n: number) => unknown } = {};
    ring.one = cached(
      async (n: number) => {
        await nextTurn();
        return ring.between?.(n);
      },
      { name: 'one' },
    );
    ring.between = cached((n: number) => (n === 0 ? 0 : Promise.resolve(ring.one?.(n))), { name: 'between' }); // biome-ignore format: one line each
    ring.between(0);
    expect((await errorOf(() => ring.one?.(1) as Promise<unknown>)).code).to.equal('ERR_WARMSCOPE_CIRCULAR_LOAD');
  });
});
