import { expect } from 'chai';
import { type CachedOptions, cached, cacheOf, registry } from '../../src/index.js';
import { MOST_RECENT } from '../../src/store/tags.js';
import { useFakeClock } from '../support/clock.js';
import { containerRegistry } from '../support/container.js';
import { type Deferred, deferred, errorOf, nextTurn } from '../support/deferred.js';
import { keepInvariants } from '../support/invariants.js';
import { collectReports } from '../support/warnings.js';

type Item = { readonly group: string };

describe('loads in flight when tags are invalidated', () => {
  const clock = useFakeClock();
  keepInvariants();
  const reported = collectReports();
  let gates: Deferred<Item>[] = [];
  beforeEach(() => {
    gates = [];
  });
  const byValue: CachedOptions = { tags: (item: Item) => [item.group, 'items'] };
  const make = (options: CachedOptions) =>
    cached(async (_key: string): Promise<Item> => {
      const gate = deferred<Item>();
      gates.push(gate);
      return gate.promise;
    }, options);
  const settle = (index: number, group: string) => gates[index]?.resolve({ group });

  for (const [kind, options] of Object.entries<CachedOptions>({ static: { tags: ['red', 'items'] }, 'by value': byValue })) {
    it(`gives a load with ${kind} tags to its callers and stores nothing; later calls do not join it`, async () => {
      const load = make(options);
      const [leader, follower] = [load('a'), load('a')];
      await registry.invalidateTags('red');
      const later = load('a');
      settle(0, 'red');
      expect(await Promise.all([leader, follower])).to.deep.equal([{ group: 'red' }, { group: 'red' }]);
      expect([cacheOf(load).has('a'), gates.length]).to.deep.equal([false, 2]);
      const joined = load('a');
      settle(1, 'blue');
      expect(await Promise.all([later, joined])).to.deep.equal([{ group: 'blue' }, { group: 'blue' }]);
      expect([cacheOf(load).peek('a'), gates.length]).to.deep.equal([{ group: 'blue' }, 2]);
    });

    it(`keeps a load with ${kind} tags out although it lands after a newer one`, async () => {
      const load = make(options);
      const old = load('a');
      await registry.invalidateTags('items');
      const later = load('a');
      settle(1, 'new');
      await later;
      settle(0, 'red');
      await old;
      expect(cacheOf(load).peek('a')).to.deep.equal({ group: 'new' });
    });

    it(`stores a load with ${kind} tags that other tags were invalidated under`, async () => {
      const load = make(options);
      const call = load('a');
      await registry.invalidateTags('yellow', 'violet');
      settle(0, 'red');
      await call;
      expect(cacheOf(load).has('a')).to.equal(true);
      await registry.invalidateTags('red');
      expect(cacheOf(load).size).to.equal(0);
    });
  }

  it('joins a load with static tags that other tags were invalidated under', async () => {
    const load = make({ tags: ['red'] });
    const first = load('a');
    await registry.invalidateTags('yellow');
    const second = load('a');
    settle(0, 'red');
    await Promise.all([first, second]);
    expect(gates.length).to.equal(1);
  });

  it('has two loads under way for a key at most, however many invalidations come: the next caller waits, and loads anew if need be', async () => {
    for (const [group, expected] of [
      ['green', 'green'],
      ['red', 'new'],
      [undefined, 'new'],
    ] as const) {
      gates = [];
      const load = make(byValue);
      const calls = [];
      for (let round = 0; round < 5; round++) {
        calls.push(load('a').catch(() => ({ group: 'failed' })));
        await registry.invalidateTags('red', `unrelated ${round}`);
      }
      expect(gates.length).to.equal(2);
      if (group === undefined) gates[1]?.reject(new Error('down'));
      else settle(1, group);
      await nextTurn();
      settle(0, 'old');
      settle(2, 'new');
      const last = group ?? 'failed';
      expect((await Promise.all(calls)).map((item) => item.group)).to.deep.equal(['old', last, expected, expected, expected]);
      expect([gates.length, cacheOf(load).peek('a')]).to.deep.equal([group === 'green' ? 2 : 3, { group: expected }]);
    }
  });

  it('stores the first result that comes, under a steady stream of unrelated invalidations', async () => {
    const load = make(byValue);
    const calls: Promise<Item>[] = [];
    for (let round = 0; round < 10; round++) {
      calls.push(load('a'));
      await registry.invalidateTags(`unrelated ${round}`);
    }
    settle(0, 'green');
    await calls[0];
    expect(await load('a')).to.deep.equal({ group: 'green' });
    settle(1, 'green');
    await Promise.all(calls);
    expect(gates.length).to.equal(2);
  });

  it('does not fence a load that began after the invalidation', async () => {
    const load = make(byValue);
    const other = load('other');
    await registry.invalidateTags('red');
    const call = load('a');
    settle(1, 'red');
    await call;
    expect(cacheOf(load).has('a')).to.equal(true);
    settle(0, 'blue');
    await other;
    expect(cacheOf(load).has('other')).to.equal(true);
  });

  it('fences a promise that was set, known tags or not', async () => {
    for (const options of [byValue, { tags: ['red'] }]) {
      const load = make(options);
      const gate = deferred<Item>();
      cacheOf(load).set(['a'], gate.promise);
      const joined = load('a');
      await registry.invalidateTags('red');
      gate.resolve({ group: 'red' });
      expect(await joined).to.deep.equal({ group: 'red' });
      expect(cacheOf(load).has('a')).to.equal(false);
    }
  });

  it('fences a value that comes after its timeout', async () => {
    const load = make({ ...byValue, timeout: 100 });
    const call = errorOf(() => load('a'));
    await nextTurn();
    clock.advance(100);
    expect(await call).to.have.property('code', 'ERR_WARMSCOPE_LOAD_TIMEOUT');
    await registry.invalidateTags('red');
    settle(0, 'red');
    await nextTurn();
    expect(cacheOf(load).has('a')).to.equal(false);
    const again = errorOf(() => load('a'));
    await nextTurn();
    clock.advance(100);
    await again;
    settle(1, 'red');
    await nextTurn();
    expect(cacheOf(load).has('a')).to.equal(true);
  });

  it('fences a refresh in the background: one for a key, and the stale value stays where it has other tags', async () => {
    const load = make({ ...byValue, ttl: '1m', staleWhileRevalidate: '1h' });
    const first = load('a');
    settle(0, 'blue');
    await first;
    clock.advance(60_000);
    expect(await load('a')).to.deep.equal({ group: 'blue' });
    await registry.invalidateTags('red');
    expect(await load('a')).to.deep.equal({ group: 'blue' });
    expect(gates.length, 'one refresh').to.equal(2);
    settle(1, 'red');
    await nextTurn();
    expect(cacheOf(load).has('a')).to.equal(false);
    expect(await load('a')).to.deep.equal({ group: 'blue' });
    settle(2, 'red');
    await nextTurn();
    expect(cacheOf(load).peek('a')).to.deep.equal({ group: 'red' });
  });

  it('drops a stale entry under its refresh, which is stored where its value has other tags', async () => {
    for (const [group, isStored] of [
      ['blue', false],
      ['green', true],
    ] as const) {
      gates = [];
      const load = make({ tags: (item: Item) => [item.group], ttl: '1m', staleWhileRevalidate: '1h' });
      const first = load('a');
      settle(0, 'blue');
      await first;
      clock.advance(60_000);
      await load('a');
      await registry.invalidateTags('blue');
      expect(cacheOf(load).size).to.equal(0);
      settle(1, group);
      await nextTurn();
      expect(cacheOf(load).has('a')).to.equal(isStored);
    }
  });

  it('fences cacheOf(...).refresh, and a refresh after it does not join', async () => {
    const load = make(byValue);
    const first = cacheOf(load).refresh('a');
    await registry.invalidateTags('red');
    const second = cacheOf(load).refresh('a');
    settle(0, 'red');
    await first;
    expect([cacheOf(load).has('a'), gates.length]).to.deep.equal([false, 2]);
    settle(1, 'red');
    await second;
    expect(cacheOf(load).has('a')).to.equal(true);
  });

  it('keeps no error of a load that began before: of static tags by these, of others by any', async () => {
    for (const [options, tag, isKept] of [
      [{ tags: ['red'] }, 'red', false],
      [{ tags: ['red'] }, 'other', true],
      [byValue, 'other', false],
    ] as const) {
      gates = [];
      const load = make({ ...options, errorTtl: '1m' });
      const call = errorOf(() => load('a'));
      await registry.invalidateTags(tag);
      gates[0]?.reject(new Error('down'));
      await call;
      const again = errorOf(() => load('a'));
      gates[1]?.reject(new Error('down again'));
      expect((await again).message).to.equal(isKept ? 'down' : 'down again');
    }
  });

  it('fences a synchronous loader that invalidates its own tag', () => {
    for (const tags of [['red'], () => ['red']]) {
      const load = cached(
        (key: string) => {
          void registry.invalidateTags('red');
          return key;
        },
        { tags },
      );
      expect([load('a'), cacheOf(load).size]).to.deep.equal(['a', 0]);
    }
  });

  it('remembers only while loads are in flight, and so many tags at most: then it fences them all', async () => {
    const index = containerRegistry.tags;
    const load = make(byValue);
    const calls = [load('a'), load('b')];
    expect(index?.inFlight).to.equal(2);
    for (let tag = 0; tag < MOST_RECENT; tag++) void registry.invalidateTags(`tag ${tag}`);
    settle(0, 'free');
    await calls[0];
    expect([cacheOf(load).has('a'), index?.remembered]).to.deep.equal([true, MOST_RECENT]);
    void registry.invalidateTags('one more');
    expect(index?.remembered).to.equal(0);
    settle(1, 'free');
    await calls[1];
    expect([cacheOf(load).has('b'), index?.inFlight]).to.deep.equal([false, 0]);
    await registry.invalidateTags('nobody cares');
    expect(index?.remembered).to.equal(0);
  });

  it('forgets a load that is given up', async () => {
    const load = make({ ...byValue, timeout: 100 });
    const call = errorOf(() => load('a'));
    await nextTurn();
    clock.advance(100);
    await call;
    clock.advance(30_000);
    expect(containerRegistry.tags?.inFlight).to.equal(0);
    expect(await reported.codes()).to.deep.equal([]);
    settle(0, 'red');
    await nextTurn();
    expect([cacheOf(load).size, containerRegistry.tags?.inFlight]).to.deep.equal([0, 0]);
  });
});
