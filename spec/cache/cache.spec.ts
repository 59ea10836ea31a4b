import { expect } from 'chai';
import { deferred } from '../support/deferred.js';
import { CacheRig } from './cache-rig.js';

describe('cache/cache', () => {
  const counting = (max = 3, ttl = Number.POSITIVE_INFINITY): CacheRig => {
    let runs = 0;
    return new CacheRig((key) => `${key}#${++runs}`, max, { ttl });
  };

  it('keeps owners apart', async () => {
    const owners = [{}, {}];
    let runs = 0;
    const rig = new CacheRig(() => ++runs, 9, { ownerOf: (self) => self as object });
    const on = (self: object | undefined): unknown => rig.callOn(self, 'a');
    expect([on(owners[0]), on(owners[1]), on(owners[0]), on(owners[1])]).to.deep.equal([1, 2, 1, 2]);
    rig.calls = 4;
    await rig.expectAtRest();
  });

  it('is fresh while writtenAt <= now < expiresAt, and expires when asked after that', async () => {
    const rig = counting(3, 100);
    expect(rig.call('a')).to.equal('a#1');
    rig.clock.advance(99);
    expect(rig.call('a')).to.equal('a#1');
    rig.clock.advance(1);
    expect(rig.call('a')).to.equal('a#2');
    expect(rig.counters).to.include({ expirations: 1, misses: 2, hits: 1 });
    await rig.expectAtRest();
  });

  it('does not let an entry outlive its ttl when the clock was stepped back', async () => {
    const rig = counting(3, 100);
    rig.call('a');
    rig.clock.advance(-1);
    expect(rig.peek('a')).to.equal(undefined);
    expect(rig.call('a')).to.equal('a#2');
    rig.clock.advance(99);
    expect(rig.call('a')).to.equal('a#2');
    rig.clock.advance(1);
    expect(rig.call('a')).to.equal('a#3');
    await rig.expectAtRest();
  });

  it('counts the ttl from the end of the load', async () => {
    const rig = new CacheRig(() => void rig.clock.advance(80), 3, { ttl: 100 });
    rig.call('a');
    rig.clock.advance(99);
    expect(rig.peek('a')).to.deep.equal([undefined]);
    rig.clock.advance(1);
    expect(rig.peek('a')).to.equal(undefined);
    await rig.expectAtRest();
  });

  it('reads the clock once for a hit with a ttl, and never for one without', async () => {
    for (const [ttl, reads] of [
      [100, 1],
      [Number.POSITIVE_INFINITY, 0],
    ] as const) {
      // biome-ignore format: a table
      const rig = counting(3, ttl);
      rig.call('a');
      rig.clock.reads = 0;
      rig.call('a');
      expect(rig.clock.reads).to.equal(reads);
      await rig.expectAtRest();
    }
  });

  it('evicts the least recently used; a hit is a use, peek and has are none', async () => {
    const rig = counting(2);
    rig.call('a');
    rig.call('b');
    rig.call('a');
    rig.peek('b');
    rig.call('c');
    expect([rig.peek('a'), rig.peek('b'), rig.peek('c')]).to.deep.equal([['a#1'], undefined, ['c#3']]);
    rig.set(['a'], 'new');
    rig.call('d');
    expect([rig.peek('a'), rig.peek('c')]).to.deep.equal([['new'], undefined]);
    await rig.expectAtRest();
  });

  it('counts nothing for peek, set, delete and clear', () => {
    const rig = counting();
    rig.set(['a'], 1);
    rig.peek('a');
    rig.peek('b');
    rig.delete('a');
    rig.cache.invalidation.clear();
    expect(Object.values(rig.counters).every((count) => count === 0)).to.equal(true);
  });

  it('counts expired entries in its size until they are dropped', async () => {
    const rig = counting(3, 10);
    rig.call('a');
    rig.clock.advance(10);
    expect([rig.cache.entries.size, rig.peek('a')]).to.deep.equal([1, undefined]);
    expect(rig.delete('a'), 'no fresh one was there').to.equal(false);
    expect(rig.cache.entries.size).to.equal(0);
    await rig.expectAtRest();
  });

  it('deletes one key, and says whether a fresh entry was there', async () => {
    const rig = counting();
    rig.call('a');
    rig.call('b');
    expect([rig.delete('a'), rig.delete('a'), rig.delete('never')]).to.deep.equal([true, false, false]);
    expect([rig.peek('a'), rig.peek('b')]).to.deep.equal([undefined, ['b#2']]);
    await rig.expectAtRest();
  });

  it('sets values as if the call had given them, with its ttl, and without asking store', async () => {
    const rig = new CacheRig(() => 'loaded', 3, { ttl: (value) => (value === 'kept' ? 10 : 0), store: () => false });
    rig.set(['a'], 'kept');
    expect(rig.call('a')).to.equal('kept');
    rig.clock.advance(10);
    expect(rig.call('a')).to.equal('loaded');
    rig.set(['a'], 'kept');
    rig.set(['a'], 'dropped');
    expect(rig.peek('a'), 'a value that is not to be kept replaces nothing by nothing').to.equal(undefined);
    await rig.expectAtRest();
  });

  it('refreshes at once, whatever is there, and joins a load in flight', async () => {
    const rig = counting();
    rig.call('a');
    expect(rig.refresh('a')).to.equal('a#2');
    expect(rig.call('a')).to.equal('a#2');
    const gate = deferred<string>();
    const slow = new CacheRig(() => gate.promise);
    const [led, joined] = [slow.call('a'), slow.refresh('a')];
    gate.resolve('one');
    expect([await led, await joined, slow.counters.loads]).to.deep.equal(['one', 'one', 1]);
    await rig.expectAtRest();
  });

  it('serves the old entry while a refresh runs, and keeps it when the refresh fails', async () => {
    const gates = [deferred<string>(), deferred<string>()];
    const rig = new CacheRig(() => gates.shift()?.promise);
    const [first, second] = gates as [ReturnType<typeof deferred<string>>, ReturnType<typeof deferred<string>>];
    first.resolve('old');
    await rig.call('a');
    const refresh = (rig.refresh('a') as Promise<unknown>).catch((error: unknown) => error);
    expect(await rig.call('a')).to.equal('old');
    const thrown = new Error('no');
    second.reject(thrown);
    expect(await refresh).to.equal(thrown);
    expect(await rig.call('a')).to.equal('old');
    await rig.expectAtRest();
  });

  it('clears the owners that it is told, in all their entries', async () => {
    const [one, other] = [{}, {}];
    const rig = new CacheRig(() => 1, 9, { ownerOf: (self) => self as object });
    for (const self of [one, other]) for (const key of ['a', ['deep']]) rig.callOn(self, key);
    rig.cache.invalidation.clearOwners((owner) => owner === one);
    expect([rig.cache.entries.owners.find(one)?.size, rig.cache.entries.owners.find(other)?.size]).to.deep.equal([0, 2]);
    rig.cache.invalidation.clear();
    expect(rig.cache.entries.size).to.equal(0);
    rig.calls = 4;
    await rig.expectAtRest();
  });

  it('notes who called last where the owner is not the caller', () => {
    const owner = {};
    const caller = {};
    const rig = new CacheRig(() => 1, 9, { ownerOf: () => owner, per: 'class' });
    rig.callOn(caller);
    expect(rig.cache.entries.owners.find(owner)?.lastCaller).to.equal(caller);
  });
});
