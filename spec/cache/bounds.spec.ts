import { expect } from 'chai';
import { type Deferred, deferred, nextTurn } from '../support/deferred.js';
import { CacheRig } from './cache-rig.js';

describe('the bound of a method cache', () => {
  it('holds while loads, evictions and re-entrant loads are under way', async () => {
    const sizes: number[] = [];
    const rig: CacheRig = new CacheRig(
      (depth) => {
        sizes.push(rig.cache.entries.size);
        if ((depth as number) > 0) rig.call((depth as number) - 1);
        sizes.push(rig.cache.entries.size);
        return depth;
      },
      3,
      {
        ttl: () => {
          sizes.push(rig.cache.entries.size);
          return 50;
        },
        store: () => {
          sizes.push(rig.cache.entries.size);
          return true;
        },
      },
    );
    rig.call(20);
    for (const depth of [5, 19, 2, 30]) rig.call(depth);
    expect(Math.max(...sizes)).to.equal(3);
    expect(rig.counters.evictions).to.be.greaterThan(20);
    await rig.expectAtRest();
  });

  it('holds when 50 async loads settle in one turn', async () => {
    const gate = deferred();
    const sizes: number[] = [];
    const rig: CacheRig = new CacheRig((key) =>
      gate.promise.then(() => {
        sizes.push(rig.cache.entries.size);
        return key;
      }),
    );
    const calls = Array.from({ length: 50 }, (_, key) => rig.call(key));
    gate.resolve();
    await Promise.all(calls);
    expect(Math.max(...sizes)).to.be.at.most(3);
    expect([47, 48, 49].map((key) => rig.peek(key))).to.deep.equal([[47], [48], [49]]);
    expect(rig.counters.evictions).to.equal(47);
    await rig.expectAtRest();
  });

  it('holds with max 1 and values of any size', async () => {
    const rig = new CacheRig((key) => key, 1);
    for (const key of ['a', ['a'], { a: 1 }, 'b', undefined]) {
      rig.call(key);
      expect(rig.cache.entries.size).to.equal(1);
    }
    expect(rig.call('b')).to.equal('b');
    expect(rig.counters.hits).to.equal(0);
    await rig.expectAtRest();
  });

  it('counts all owners together', async () => {
    const rig = new CacheRig(() => 1, 3, { ownerOf: (self) => self as object });
    const owners = Array.from({ length: 10 }, () => ({}));
    for (const self of owners) rig.callOn(self, 'a');
    expect(rig.cache.entries.size).to.equal(3);
    const sizes = owners.map((owner) => rig.cache.entries.owners.find(owner)?.size);
    expect(sizes).to.deep.equal([0, 0, 0, 0, 0, 0, 0, 1, 1, 1]);
    rig.calls = 10;
    await rig.expectAtRest();
  });

  it('lets a slot with a load in flight give way, and the load store afterwards', async () => {
    const gates: Deferred<string>[] = [];
    const rig = new CacheRig(() => {
      const gate = deferred<string>();
      gates.push(gate);
      return gate.promise;
    }, 1);
    rig.set(['a'], 'old', true);
    const refresh = rig.refresh('a');
    rig.set(['b'], 'other', true);
    expect(rig.peek('a'), 'gave way').to.equal(undefined);
    const joined = rig.call('a');
    gates[0]?.resolve('new');
    expect([await refresh, await joined, gates.length]).to.deep.equal(['new', 'new', 1]);
    expect([rig.peek('a'), rig.peek('b')]).to.deep.equal([['new'], undefined]);
    await rig.expectAtRest();
  });

  it('can be lowered and raised while loads are in flight', async () => {
    const gate = deferred();
    const rig = new CacheRig((key, slow) => (slow ? gate.promise.then(() => key) : key), 9);
    for (const key of [1, 2, 3, 4]) rig.call(key);
    const slow = [5, 6].map((key) => rig.call(key, true));
    rig.cache.entries.resize(2);
    expect([rig.cache.entries.size, rig.counters.evictions]).to.deep.equal([2, 2]);
    gate.resolve();
    await Promise.all(slow);
    await nextTurn();
    expect(rig.cache.entries.size).to.equal(2);
    rig.cache.entries.resize(9);
    for (const key of [7, 8, 9]) rig.call(key);
    expect(rig.cache.entries.size).to.equal(5);
    await rig.expectAtRest();
  });

  it('is not filled by what is not stored', async () => {
    const rig = new CacheRig((key) => key, 2, { store: (value) => value !== 'skip' });
    rig.call('a');
    rig.call('b');
    for (let round = 0; round < 5; round++) rig.call('skip');
    expect([rig.peek('a'), rig.peek('b'), rig.counters.uncacheable]).to.deep.equal([['a'], ['b'], 5]);
    await rig.expectAtRest();
  });
});
