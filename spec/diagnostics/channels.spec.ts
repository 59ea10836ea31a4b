import { expect } from 'chai';
import { Cached, cached, cacheOf, containerSingleton, Invalidates, registry, runInvocation } from '../../src/index.js';
import { keyedSingleton } from '../../src/keyed/index.js';
import { publishDiagnostics } from '../../src/metrics/index.js';
import { createTestContainer } from '../../src/testing/index.js';
import { useFakeClock } from '../support/clock.js';
import { containerRegistry } from '../support/container.js';
import { deferred, errorOf, nextTurn } from '../support/deferred.js';
import { keepInvariants } from '../support/invariants.js';
import { collectReports } from '../support/warnings.js';
import { Listener } from './listener.js';

describe('diagnostics: channels', () => {
  keepInvariants();
  collectReports();
  const clock = useFakeClock();
  let listener: Listener;
  beforeEach(() => {
    listener = new Listener();
  });
  afterEach(() => listener.stop());
  const messagesOf = async (member: string) => {
    await listener.of(member);
    return listener.heard.filter(([, message]) => 'member' in message && message.member === member).map(([, message]) => message);
  };

  it('tell of a miss, its load and what it stores, and of hits', async () => {
    const load = cached(
      (took: number) => {
        clock.advance(took);
        return took;
      },
      { name: 'told' },
    );
    for (const took of [20, 20, 20]) load(took);
    expect(await messagesOf('told')).to.deep.equal([
      { member: 'told', cause: 'load' },
      { member: 'told', cause: 'call', milliseconds: 20, failed: false },
      { member: 'told', cause: 'load' },
      { member: 'told', cause: 'fresh' },
      { member: 'told', cause: 'fresh' },
    ]);
  });

  it('tell what is due before the next call, so that order is kept', async () => {
    const load = cached((key: string) => key, { name: 'ordered', max: 1 });
    for (const key of ['a', 'a', 'b', 'b']) load(key);
    const first = ['miss load', 'load call', 'store load', 'hit fresh'];
    expect(await listener.of('ordered')).to.deep.equal([...first, 'miss load', 'load call', 'evict bound', 'store load', 'hit fresh']);
  });

  it('tell of joins, failures, kept errors, refreshes, sets, bypasses', async () => {
    const gate = deferred<string>();
    class Members {
      @Cached({ name: 'members', errorTtl: '1m', when: (key: string) => key !== 'past', key: (key: string) => key })
      async load(key: string, fails = false): Promise<string> {
        if (key === 'slow') return gate.promise;
        if (fails) throw new Error('no');
        return key;
      }
    }
    const members = new Members();
    const both = [members.load('slow'), members.load('slow')];
    gate.resolve('late');
    await Promise.all(both);
    expect(await listener.of('members')).to.deep.equal(['miss load', 'miss join', 'load call', 'store load']);
    listener.heard.length = 0;
    for (let call = 0; call < 2; call++) await errorOf(() => members.load('bad', true));
    expect(await listener.of('members')).to.deep.equal(['miss load', 'load call', 'store error', 'hit fresh']);
    expect(listener.heard.find(([channel]) => channel === 'load')?.[1]).to.include({ failed: true });
    listener.heard.length = 0;
    await cacheOf(members, 'load').refresh('slow');
    cacheOf(members, 'load').set(['other'], 'set');
    await members.load('past');
    expect(await listener.of('members')).to.deep.equal(['load refresh', 'evict replaced', 'store load', 'store set', 'miss bypass']);
  });

  it('tell of stale hits and the refreshes behind them, and of what expires', async () => {
    const load = cached(async (key: string) => key, { name: 'aging', ttl: 100, staleWhileRevalidate: 100 });
    await load('a');
    listener.heard.length = 0;
    clock.advance(100);
    await load('a');
    expect(await listener.of('aging')).to.deep.equal(['hit stale', 'load background', 'evict replaced', 'store load']);
    listener.heard.length = 0;
    clock.advance(1_000);
    await load('a');
    expect(await listener.of('aging')).to.deep.equal(['evict expired', 'miss load', 'load call', 'store load']);
  });

  it('tell of a trial when it is known what it got', async () => {
    let fails = false;
    const load = cached(
      async () => {
        if (fails) throw new Error('no');
        return 1;
      },
      { name: 'tried', ttl: 100, staleIfError: '1h' },
    );
    await load();
    clock.advance(100);
    listener.heard.length = 0;
    await load();
    expect(await listener.of('tried')).to.deep.equal(['miss load', 'load call', 'evict replaced', 'store load']);
    clock.advance(100);
    fails = true;
    listener.heard.length = 0;
    await load();
    expect(await listener.of('tried')).to.deep.equal(['load call', 'hit stale']);
  });

  it('tell of each entry that is invalidated, by key, by tag, all at once', async () => {
    const load = cached((key: string) => key, { name: 'dropped', tags: (key: string) => [key] });
    const drops: [() => unknown, number, cause: string][] = [
      [() => cacheOf(load).delete('a'), 1, 'key'],
      [() => registry.invalidateTags('a', 'b'), 2, 'tag'],
      [() => cacheOf(load).clear(), 3, 'all'],
      [() => registry.clear(), 3, 'all'],
    ];
    for (const [drop, count, cause] of drops) {
      for (const key of ['a', 'b', 'c']) load(key);
      await nextTurn();
      listener.heard.length = 0;
      await drop();
      expect(await listener.of('dropped')).to.deep.equal(Array.from({ length: count }, () => `invalidate ${cause}`));
    }
  });

  it('tell of what is dropped with all others of one tag, by a mutating method, and with its invocation', async () => {
    const all = cached((key: string) => key, { name: 'one tag', tags: ['t'] });
    for (const key of ['a', 'b']) all(key);
    await registry.invalidateTags('t');
    expect((await listener.of('one tag')).filter((each) => each.startsWith('inv'))).to.deep.equal(['invalidate tag', 'invalidate tag']);
    class Notes {
      @Cached({ name: 'notes' })
      of(user: string): string {
        return user;
      }
      @Invalidates('of', { key: (user: string) => user })
      write(user: string): string {
        return user;
      }
      @Invalidates('of')
      wipe(): void {}
    }
    const notes = new Notes();
    for (const user of ['a', 'b', 'c']) notes.of(user);
    notes.write('a');
    notes.wipe();
    expect((await listener.of('notes')).filter((each) => each.startsWith('inv'))).to.deep.equal([
      'invalidate key',
      'invalidate all',
      'invalidate all',
    ]);
    const once = cached((key: string) => key, { name: 'once', scope: 'invocation' });
    await runInvocation({ id: '1' }, async () => once('a'));
    expect((await listener.of('once')).filter((each) => each.startsWith('inv'))).to.deep.equal(['invalidate invocation']);
  });

  it('tell of singletons: built, failed, disposed; sync and async, keyed too', async () => {
    let fails = true;
    const dispose = (): void => undefined;
    const build = (): object => {
      clock.advance(30);
      if (fails) throw new Error('no');
      return {};
    };
    const clients = [
      containerSingleton(build, { name: 'client', dispose }),
      containerSingleton(async () => build(), { name: 'async client', dispose }),
      keyedSingleton((_key: string) => build(), { name: 'keyed client', max: 1, dispose }),
    ];
    for (const client of clients) await errorOf(() => client('a'));
    fails = false;
    for (const client of clients) await client('a');
    await registry.dispose();
    for (const member of ['client', 'async client', 'keyed client'])
      expect(await messagesOf(member), member).to.deep.equal([
        { member, cause: 'failed', milliseconds: 30 },
        { member, cause: 'built', milliseconds: 30 },
        { member, cause: 'disposed', milliseconds: 0 },
      ]);
  });

  it('tell of a thaw, with the gap', async () => {
    await runInvocation({}, () => 1);
    clock.advance(3_600_000);
    await runInvocation({}, () => 1);
    await nextTurn();
    expect(listener.heard).to.deep.equal([['thaw', { milliseconds: 3_600_000 }]]);
  });

  it('publish nothing unless somebody asked for it, and nobody any more once all have stopped', async () => {
    listener.stop();
    listener = new Listener(undefined, false);
    const load = cached((key: string) => key, { name: 'switched' });
    const member = containerRegistry.caches.ofFunction(load);
    const use = async (key: string): Promise<string[]> => {
      listener.heard.length = 0;
      for (const each of [key, key]) load(each);
      containerSingleton(() => ({}), { name: 'switched' })();
      return listener.of('switched');
    };
    expect(await use('before')).to.deep.equal([]);
    const stops = [publishDiagnostics(), publishDiagnostics()];
    const all = ['miss load', 'load call', 'store load', 'hit fresh', 'singleton built'];
    expect(await use('during')).to.deep.equal(all);
    stops[0]?.();
    stops[0]?.();
    expect(await use('still')).to.deep.equal(all);
    expect(member?.entries).to.not.equal(member?.cache.entries);
    stops[1]?.();
    expect(await use('after')).to.deep.equal([]);
    expect(member?.entries, 'a hit runs what it ran before').to.equal(member?.cache.entries);
  });

  it('work for members that are decorated later, and under a test container, and afterwards', async () => {
    const load = cached((key: string) => key, { name: 'later' });
    const container = createTestContainer();
    for (const key of ['a', 'a']) load(key);
    await container.recycle();
    load('a');
    await container.dispose();
    for (const key of ['a', 'a']) load(key);
    const one = ['miss load', 'load call', 'store load'];
    expect(await listener.of('later')).to.deep.equal([...one, 'hit fresh', ...one, ...one, 'hit fresh']);
  });

  it('hits of scoped members and by key builders are told of, and so is each hit of a kept error', async () => {
    const scoped = cached((key: string) => key, { name: 'scoped', scope: 'tenant' });
    await runInvocation({ tenantId: 't' }, () => [scoped('a'), scoped('a')]);
    const failing = cached(
      (): number => {
        throw new Error('no');
      },
      { name: 'scoped', errorTtl: '1m' },
    );
    for (let call = 0; call < 3; call++) await errorOf(failing);
    const messages = await listener.of('scoped');
    expect(messages.filter((each) => each === 'hit fresh')).to.have.length(3);
  });
});
