import { expect } from 'chai';
import { newCounters } from '../../src/cache/counters.js';
import { deferred } from '../support/deferred.js';
import { CacheRig } from './cache-rig.js';

describe('cache/counters', () => {
  it('start at zero, and every cache has its own', () => {
    const counters = newCounters();
    expect(Object.values(counters).every((count) => count === 0)).to.equal(true);
    counters.misses++;
    expect(newCounters().misses).to.equal(0);
  });

  it('have no getter: V8 would look each of them up as in a dictionary, several times for each miss', () => {
    const getters = Object.values(Object.getOwnPropertyDescriptors(newCounters())).filter(({ get }) => get !== undefined);
    expect(getters).to.deep.equal([]);
  });

  it('are plain numbers under the names of the contract, but for the hits, which entries count', () => {
    const names = ['staleHits', 'misses', 'joins', 'loads', 'loadErrors', 'evictions', 'expirations', 'bypasses', 'uncacheable', 'loadMs'];
    expect(Object.keys(newCounters())).to.have.members(names);
    expect(JSON.parse(JSON.stringify(newCounters()))).to.deep.equal(newCounters());
  });

  it('count each kind of call once', async () => {
    const gate = deferred<string>();
    const rig = new CacheRig((key) => (key === 'slow' ? gate.promise : key), 2, { ttl: 100, when: (key) => key !== 'bypass' });
    rig.call('a');
    rig.call('a');
    rig.call('bypass');
    const slow = [rig.call('slow'), rig.call('slow')];
    gate.resolve('late');
    await Promise.all(slow);
    rig.clock.advance(100);
    rig.call('a');
    rig.call('b');
    rig.call('c');
    expect(rig.counters).to.deep.equal({
      ...newCounters(),
      hits: 1,
      misses: 5,
      joins: 1,
      loads: 5,
      bypasses: 1,
      expirations: 1,
      evictions: 2,
    });
    await rig.expectAtRest();
  });

  it('count milliseconds of loads by the clock, and none where it was stepped back', async () => {
    const rig: CacheRig = new CacheRig((step) => rig.clock.advance(step as number));
    rig.call(30);
    rig.call(-500);
    expect(rig.counters.loadMs).to.equal(30);
    await rig.expectAtRest();
  });

  it('count a call that ends in CacheKeyError or CircularLoadError nowhere', async () => {
    const rig: CacheRig = new CacheRig(() => rig.callOn(rig.owner, 'a'));
    expect(() => rig.call('a')).to.throw(/waits for its own result/);
    expect(() => rig.callOn(rig.owner, () => 1)).to.throw(/no structural key/);
    expect(rig.counters).to.deep.equal({ ...newCounters(), hits: 0, misses: 1, loads: 1, loadErrors: 1 });
    await rig.expectAtRest();
  });
});
