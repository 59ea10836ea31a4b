import { expect } from 'chai';
import { NOT_SERVED } from '../../src/store/entries.js';
import * as KINDS from '../../src/store/kinds.js';
import { collected } from '../support/garbage.js';
import { expectSoundOrder, expectSoundTree } from '../support/invariants.js';
import { valuesOf } from '../support/values.js';
import { entriesOf, FOREVER } from './entries-rig.js';

describe('store/entries', () => {
  for (const start of [1_000, 0, -100, 0.5, 1_700_000_000_000.25]) {
    it(`are fresh from the writing at ${start} until the end of their ttl, fractions counted`, () => {
      const { entries, clock, write } = entriesOf(3, start);
      const first = write('a', 1, 50);
      clock.advance(0.125);
      const later = write('b', 2, 50);
      const seen = [49.75, 49.875, 50, -0.125].map((after) => {
        clock.time = start + after;
        return [entries.isFresh(first), entries.isFresh(later)];
      });
      expect(seen).to.deep.equal([
        [true, true],
        [true, true],
        [false, true],
        [false, false],
      ]);
    });
  }

  it('start anew with each writing', () => {
    const { entries, clock, write } = entriesOf(3);
    const entry = write('a', 1, 50);
    clock.advance(40);
    expect(write('a', 2, 50)).to.equal(entry);
    clock.advance(40);
    expect([entries.isFresh(entry), entries.size, entry.settled]).to.deep.equal([true, 1, 2]);
  });

  it('without a ttl never read the clock', () => {
    const { entries, clock, partition, write } = entriesOf(3);
    const entry = write('a', 1);
    clock.time = Number.NaN;
    expect([entries.isFresh(entry), entries.serve(partition, entry), entry.settled]).to.deep.equal([true, 1, 1]);
    expect(clock.reads).to.equal(0);
  });

  it('are served at once where there is a fresh one, and counted as hits', () => {
    const { entries, clock, partition, write } = entriesOf(3);
    const [endless, short] = [write('a', 1), write('b', 2, 50)];
    const served = (): unknown[] => [endless, short].map((entry) => entries.serve(partition, entry));
    expect([served(), entries.hits, clock.reads]).to.deep.equal([[1, 2], 2, 2]);
    clock.advance(50);
    expect([served(), entries.hits]).to.deep.equal([[1, NOT_SERVED], 3]);
    expect(valuesOf(entries)).to.deep.equal([2, 1]);
  });

  it('are not served where there are none, and where the clock fails', () => {
    const { entries, clock, partition, write } = entriesOf(3);
    const [empty, timed, endless] = [entries.reach(partition, 'empty'), write('a', 1, 50), write('b', 2)];
    expect([entries.serve(partition, undefined), entries.serve(undefined, timed), entries.serve(partition, empty)]).to.deep.equal([
      NOT_SERVED,
      NOT_SERVED,
      NOT_SERVED,
    ]);
    clock.time = Number.NaN;
    expect([entries.serve(partition, timed), entries.serve(partition, endless), entries.hits]).to.deep.equal([NOT_SERVED, 2, 1]);
  });

  it('are served as their callers get them: as one promise, as copies, as errors', async () => {
    const { entries, partition, write } = entriesOf(9);
    const promised = write('p', 'P', 50, KINDS.promised);
    const [first, second] = [entries.serve(partition, promised), entries.serve(partition, promised)];
    expect([first === second, await first]).to.deep.equal([true, 'P']);
    const broken = entries.reach(partition, 'e');
    entries.write(partition, broken, new TypeError('no'), KINDS.thrown, 50);
    expect(() => entries.serve(partition, broken)).to.throw(TypeError, 'no');
  });

  it('with a ttl read it once, and take the time of a writing that was just looked up', () => {
    const { entries, clock, partition } = entriesOf(3);
    const entry = entries.reach(partition, 'a');
    entries.write(partition, entry, 1, KINDS.plain, 50, 980);
    expect([entries.isFresh(entry), clock.reads]).to.deep.equal([true, 1]);
    clock.time = 1_030;
    expect(entries.isFresh(entry)).to.equal(false);
  });

  it('are not written where nobody can tell when they expire, and an older one goes', () => {
    const { entries, clock, partition, write } = entriesOf(3);
    write('old', 1, 50);
    for (const time of [Number.NaN, FOREVER, -FOREVER]) {
      clock.time = time;
      for (const key of ['old', 'new']) expect(write(key, 2, 50).hasValue).to.equal(false);
      expect([entries.size, partition.size, [...partition.entries()]]).to.deep.equal([0, 0, []]);
    }
  });

  it('have their own lifetimes as soon as they differ, those written before as well', () => {
    const { entries, clock, partition, write } = entriesOf(9);
    const all = [write('a', 'A', 50), write('b', 'B', 50), write('c', 'C'), write('d', 'D', 10), write('b', 'B2', 100)];
    const fresh = (): boolean[] => all.slice(0, 4).map((entry) => entries.isFresh(entry));
    const seen = [0, 10, 50, 100].map((time) => {
      clock.time = 1_000 + time;
      return fresh();
    });
    expect(seen).to.deep.equal([[true, true, true, true], [true, true, true, false], [false, true, true, false], [false, false, true, false]]); // biome-ignore format: one line
    expect(all.slice(0, 4).map((entry) => [entry.settled, entries.handOut(partition, entry)])).to.deep.equal(['A', 'B2', 'C', 'D'].map((value) => [value, value])); // biome-ignore format: one line
  });

  it('take another lifetime for all where none is left of the former', () => {
    const { entries, clock, partition, write } = entriesOf(9);
    entries.drop(partition, write('a', 1, 50), 'key');
    const entry = write('b', 2, 10);
    clock.advance(9);
    expect([entries.isFresh(entry), entry.value]).to.deep.equal([true, 2]);
    clock.advance(1);
    expect(entries.isFresh(entry)).to.equal(false);
  });

  it('are handed out as one promise each once promised, those written before as well, and a new one after a writing', async () => {
    const { entries, partition, write } = entriesOf(9);
    const before = write('a', 1);
    entries.promiseAll();
    const [after, first] = [write('b', 2, FOREVER, KINDS.promised), entries.serve(partition, before)];
    expect(first).to.be.instanceOf(Promise).and.to.equal(entries.serve(partition, before));
    expect(await Promise.all([first, entries.serve(partition, after)])).to.deep.equal([1, 2]);
    expect([before.settled, after.settled, entries.serve(partition, write('c', 4))]).to.deep.equal([1, 2, 4]);
    write('a', 3, FOREVER, KINDS.promised);
    expect(await (entries.serve(partition, before) as Promise<unknown>)).to.equal(3);
  });

  it('are not there before the writing and after the drop', () => {
    const { entries, partition, write } = entriesOf(3);
    const entry = write('a', 1);
    expect(entries.isFresh(entries.reach(partition, 'b'))).to.equal(false);
    for (let round = 0; round < 2; round++) {
      entries.drop(partition, entry, 'key');
      expect([entries.isFresh(entry), entries.size, partition.size, partition.find('a')]).to.deep.equal([false, 0, 0, undefined]);
    }
  });

  it('give way across owners, and leave nothing behind in the partition they lay in', () => {
    const { entries, counters, partition, write, writeTo } = entriesOf(2);
    for (const key of ['a', 'b']) write(key, key);
    const owner = {};
    const other = entries.owners.reach(owner);
    writeTo(other, 'c', 'c');
    expect([counters.evictions, entries.size, partition.size, other.size]).to.deep.equal([1, 2, 1, 1]);
    expect([partition.find('a'), valuesOf(entries)]).to.deep.equal([undefined, ['b', 'c']]);
    expect(entries.owners.find(owner)).to.equal(other);
  });

  it('number their uses together, whoever owns them', () => {
    const { entries, partition, write, writeTo } = entriesOf(9);
    const other = entries.owners.reach({});
    const [a, b] = [write('a', 1), writeTo(other, 'b', 2)];
    entries.serve(partition, a);
    entries.touch(other, b);
    expect([a.usedAt, b.usedAt]).to.deep.equal([3, 4]);
  });

  it('stay longer when they are used, and when they are written again', () => {
    for (const use of [(key: string) => void key, undefined]) {
      const { entries, partition, write } = entriesOf(2);
      const a = write('a', 1);
      write('b', 2);
      if (use === undefined) write('a', 1);
      else entries.serve(partition, a);
      write('c', 3);
      expect(valuesOf(entries)).to.deep.equal([1, 3]);
    }
  });

  it('count hits, and what expired, and drop it', () => {
    const { entries, counters, partition, write } = entriesOf(2);
    const entry = write('a', 1, 5);
    entries.serve(partition, entry);
    entries.drop(partition, entry, 'expired');
    expect([entries.hits, counters.expirations, counters.evictions, entries.size]).to.deep.equal([1, 1, 0, 0]);
  });

  it('shrink with the bound, the least recently used first', () => {
    const { entries, counters, partition, write } = entriesOf(4);
    for (const key of ['a', 'b', 'c', 'd']) write(key, key);
    entries.resize(1);
    expect([valuesOf(entries), counters.evictions, partition.size]).to.deep.equal([['d'], 3, 1]);
    entries.resize(2);
    write('e', 'e');
    expect(entries.size).to.equal(2);
  });

  it('of one owner are dropped at once, those of others stay', () => {
    const { entries, partition, write, writeTo } = entriesOf(9);
    const owner = {};
    const other = entries.owners.reach(owner);
    writeTo(other, 'a', 'other');
    for (const key of ['a', 'b']) write(key, key);
    entries.clear(partition, 'all');
    expect([entries.size, partition.size, partition.place.count, valuesOf(entries)]).to.deep.equal([1, 0, 0, ['other']]);
    write('a', 'again');
    expect([entries.size, entries.owners.find(owner)?.size]).to.deep.equal([2, 1]);
  });

  it('of a collected owner are dropped, those of others stay', async () => {
    const { entries, owner: mine, partition, write, writeTo } = entriesOf(9);
    write('mine', 1);
    (() => {
      const owner = {};
      const other = entries.owners.reach(owner);
      for (const key of ['a', 'b']) writeTo(other, key, { owner });
    })();
    expect(entries.size).to.equal(3);
    await collected(() => entries.size === 1, 'an owner with its entries');
    expect(valuesOf(entries)).to.deep.equal([1]);
    expect(entries.owners.find(mine)).to.equal(partition);
  });

  it('of collected owners can be dropped before their finalizers ran, and are not counted twice', async () => {
    const { entries, write, writeTo } = entriesOf(9);
    const owner = {};
    const other = entries.owners.reach(owner);
    writeTo(other, 'a', 1);
    Object.defineProperty(other.place, 'owner', { value: undefined });
    write('b', 2);
    for (let round = 0; round < 2; round++) {
      entries.dropOrphans();
      expect([entries.size, valuesOf(entries)]).to.deep.equal([1, [2]]);
    }
    expect(entries.owners.find(owner)).to.equal(other);
  });

  it('never exceed their bound, not even while they give way', () => {
    const { entries, gone, partition, write } = entriesOf(3);
    for (const key of [...'abcdef']) {
      write(key, key);
      expect(entries.size).to.be.at.most(3);
    }
    expect([gone, valuesOf(entries), partition.held]).to.deep.equal([[...'abc'].map((key) => [key, 'evicted']), [...'def'], 3]);
  });

  it('may be as many as an option allows, without memory set aside for them', () => {
    const { entries, write } = entriesOf(2 ** 32 - 1);
    for (const key of 'ab') write(key, key);
    expect(entries.size).to.equal(2);
  });

  it('give way from the least recently used of all owners on, whoever asks for room', () => {
    const { entries, gone, partition, write, writeTo } = entriesOf(4);
    const owner = {};
    const other = entries.owners.reach(owner);
    const a = write('a', 'a');
    for (const [to, key] of [[other, 'b'], [partition, 'c'], [other, 'd']] as const) writeTo(to, key, key); // biome-ignore format: one line
    entries.serve(partition, a);
    for (const key of 'efg') write(key, key);
    writeTo(other, 'h', 'h');
    expect(gone.map(([value]) => value)).to.deep.equal(['b', 'c', 'd', 'a']);
    expect([partition.size, other.size]).to.deep.equal([3, 1]);
  });

  it('of an owner whose entries were dropped take part again', () => {
    const { entries, gone, partition, write, writeTo } = entriesOf(3);
    const owner = {};
    const other = entries.owners.reach(owner);
    for (const key of 'ab') write(key, key);
    entries.clear(partition, 'all');
    for (const key of 'cdef') writeTo(other, key, key);
    write('g', 'g');
    expect(gone.filter(([, cause]) => cause === 'evicted').map(([value]) => value)).to.deep.equal(['c', 'd']);
    expect([partition.size, other.size, entries.size]).to.deep.equal([1, 2, 3]);
  });

  it('tell why they go, while they still have their values', () => {
    const { entries, gone, partition, write } = entriesOf(2);
    write('a', 1);
    write('a', 2);
    write('b', 3);
    write('c', 4);
    entries.drop(partition, write('c', 5), 'expired');
    entries.clear(partition, 'all');
    expect(gone).to.deep.equal([[1, 'replaced'], [2, 'evicted'], [4, 'replaced'], [5, 'expired'], [3, 'all']]); // biome-ignore format: one line
  });

  it('of collected owners tell that they were there', async () => {
    const { entries, gone, writeTo } = entriesOf(9);
    (() => {
      const owner = {};
      for (const key of 'ab') writeTo(entries.owners.reach(owner), key, key);
    })();
    await collected(() => entries.size === 0, 'an owner with its entries');
    expect(gone).to.deep.equal([[undefined, 'collected'], [undefined, 'collected']]); // biome-ignore format: one line
  });

  it('stay without a value while they are being loaded, and their owner is listed that long', () => {
    const { entries, owner, partition, write } = entriesOf(9);
    const entry = write('a', 1);
    entry.load = {};
    entries.drop(partition, entry, 'key');
    expect([entry.hasValue, entry.value, partition.find('a'), partition.held, entries.size]).to.deep.equal([false, undefined, entry, 1, 0]);
    expect([...entries.owners].map(([each]) => each)).to.have.ordered.members([owner]);
    entry.load = undefined;
    for (let round = 0; round < 2; round++) entries.release(partition, entry);
    expect([partition.find('a'), partition.held, [...entries.owners]]).to.deep.equal([undefined, 0, []]);
  });

  it('are counted and ordered anew where a change was cut short, and those that nothing was written to go', () => {
    const { entries, partition, write, writeTo } = entriesOf(9);
    const owner = {};
    const other = entries.owners.reach(owner);
    write('a', 1);
    writeTo(other, 'b', 2);
    const c = write('c', 3);
    entries.reach(other, 'empty');
    entries.changes++;
    entries.size = 7;
    partition.unlink(c);
    other.held = 0;
    entries.rebuild();
    expect([entries.changes, entries.size, partition.size, other.size, partition.held, other.held]).to.deep.equal([0, 3, 2, 1, 2, 1]);
    expect([other.find('empty'), expectSoundOrder(partition).length, expectSoundTree(other).length]).to.deep.equal([undefined, 2, 1]);
    entries.resize(1);
    expect(valuesOf(entries)).to.deep.equal([3]);
  });

  it('that nobody reads for too long are no longer fresh, and each read notes its time', () => {
    const { entries, clock, partition, write } = entriesOf(9, 0.5);
    entries.limitIdle(50);
    const [endless, timed] = [write('a', 1), write('b', 2, 60)];
    expect([entries.expiresAt(endless), entries.expiresAt(timed)]).to.deep.equal([50.5, 50.5]);
    clock.advance(49.75);
    expect([entries.serve(partition, endless), entries.expiresAt(endless), entries.expiresAt(timed)]).to.deep.equal([1, 100.25, 50.5]);
    clock.advance(0.25);
    expect([entries.serve(partition, timed), entries.isFresh(timed), entries.staleMs(timed), entries.hits]).to.deep.equal([NOT_SERVED, false, -10, 1]); // biome-ignore format: one line
    expect([0, 1].map((window) => entries.isOfUse(timed, window))).to.deep.equal([false, true]);
    expect(entries.peek(timed, 1)).to.deep.equal([2]);
    entries.touch(partition, timed, false);
    expect(entries.isFresh(timed)).to.equal(false);
    expect([entries.handOut(partition, timed), entries.isFresh(timed), entries.expiresAt(timed)]).to.deep.equal([2, true, 60.5]);
    clock.advance(49.5);
    expect([entries.isFresh(endless), entries.purge(() => 0, 9), entries.size]).to.deep.equal([true, 2, 1]);
    clock.advance(0.25);
    expect([entries.isFresh(endless), Number.isNaN(entries.staleMs(endless)), entries.isOfUse(endless, FOREVER)]).to.deep.equal([false, true, false]); // biome-ignore format: one line
    entries.limitIdle(0);
    expect([entries.isFresh(endless), entries.expiresAt(endless)]).to.deep.equal([true, FOREVER]);
  });

  it('written before anything is noted of them begin to be idle when that counts', () => {
    const { entries, clock, partition, write } = entriesOf(9);
    const entry = write('a', 1);
    expect([entry.details, entries.isTimed(FOREVER), entries.isTimed(5)]).to.deep.equal([undefined, false, true]);
    clock.advance(500);
    entries.limitIdle(50);
    expect([entries.isTimed(FOREVER), entries.expiresAt(entry)]).to.deep.equal([true, 1_550]);
    clock.advance(50);
    expect(entries.serve(partition, entry)).to.equal(NOT_SERVED);
    entry.details = undefined;
    expect(entries.serve(partition, entry), 'nobody knows').to.equal(NOT_SERVED);
  });

  it('past their ttl by more than a window can be purged, so many at a time', () => {
    const { entries, clock, gone, write } = entriesOf(9);
    write('a', 1, 10);
    write('b', 2, 50);
    write('c', 3);
    clock.advance(20);
    expect([entries.purge(() => 11, 9), entries.size]).to.deep.equal([3, 3]);
    expect([entries.purge(() => 10, 2), valuesOf(entries)]).to.deep.equal([2, [2, 3]]);
    expect(gone).to.deep.equal([[1, 'expired']]);
  });
});
