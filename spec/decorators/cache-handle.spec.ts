import { expect } from 'chai';
import { Cached, cached, cacheOf } from '../../src/index.js';
import { useFakeClock } from '../support/clock.js';
import { deferred, errorOf } from '../support/deferred.js';
import { keepInvariants } from '../support/invariants.js';
import { collectReports } from '../support/warnings.js';
import { thrownBy } from './any-decorator.js';

class Users {
  loads: unknown[] = [];
  next: (id: string) => Promise<string> = async (id) => `user ${id}`;

  @Cached({ ttl: '1m', max: 2 })
  async get(id: string): Promise<string> {
    this.loads.push(id);
    return this.next(id);
  }
  @Cached()
  find(id: string): string | undefined {
    this.loads.push(id);
    return id === '' ? undefined : `user ${id}`;
  }
  @Cached({ per: 'class', key: (id: string) => id })
  shared(id: string): number {
    return this.loads.push(id);
  }
}

describe('a handle of cacheOf', () => {
  keepInvariants();
  const reports = collectReports();
  const clock = useFakeClock();
  let users: Users;
  beforeEach(() => {
    users = new Users();
  });

  it('peek gives the settled value; neither recency nor counters move', async () => {
    const handle = cacheOf(users, 'get');
    expect(handle.peek('a')).to.equal(undefined);
    await users.get('a');
    await users.get('b');
    const before = handle.stats();
    expect(handle.peek('a')).to.equal('user a');
    expect(handle.has('a')).to.equal(true);
    expect(handle.stats()).to.deep.equal(before);
    await users.get('c');
    expect([handle.has('a'), handle.has('b'), handle.has('c')]).to.deep.equal([false, true, true]);
  });

  it('peek and has see nothing in flight, and nothing that is expired', async () => {
    const handle = cacheOf(users, 'get');
    const gate = deferred<string>();
    users.next = () => gate.promise;
    const call = users.get('a');
    expect([handle.peek('a'), handle.has('a'), handle.size]).to.deep.equal([undefined, false, 0]);
    gate.resolve('late');
    await call;
    expect(handle.has('a')).to.equal(true);
    clock.advance(60_000);
    expect([handle.peek('a'), handle.has('a'), handle.size, handle.delete('a'), handle.size]).to.deep.equal([
      undefined,
      false,
      1,
      false,
      0,
    ]);
  });

  it('has tells a cached undefined', () => {
    const handle = cacheOf(users, 'find');
    expect(handle.has('')).to.equal(false);
    users.find('');
    expect([handle.peek(''), handle.has('')]).to.deep.equal([undefined, true]);
    handle.set(['x'], undefined);
    expect([handle.has('x'), users.find('x'), users.loads]).to.deep.equal([true, undefined, ['']]);
  });

  it('set stores a settled value, with the ttl of the method', async () => {
    const handle = cacheOf(users, 'get');
    handle.set(['a'], 'given');
    expect(users.get('a')).to.be.instanceOf(Promise);
    expect(await users.get('a')).to.equal('given');
    clock.advance(60_000);
    expect(await users.get('a')).to.equal('user a');
    expect(users.loads).to.deep.equal(['a']);
  });

  it('set fences a load in flight: its callers get its value, later ones what was set', async () => {
    const handle = cacheOf(users, 'get');
    const gate = deferred<string>();
    users.next = () => gate.promise;
    const call = users.get('a');
    handle.set(['a'], 'given');
    expect(await users.get('a')).to.equal('given');
    gate.resolve('loaded');
    expect(await call).to.equal('loaded');
    expect(await users.get('a')).to.equal('given');
    expect(handle.stats().joins).to.equal(0);
  });

  it('set refuses arguments that are not in an array, and says what to write', async () => {
    const load = cached(async (id: number) => id);
    for (const args of [1, 'a', undefined, null, { 0: 1 }, (id: number) => id]) {
      const set = (): void => cacheOf(load).set(args as never, Promise.reject(new Error('nobody sees this')));
      expect(await errorOf(set))
        .to.include({ code: 'ERR_WARMSCOPE_INVALID_OPTION' })
        .with.property('message')
        .that.matches(/array of the method's arguments/);
    }
    expect(cacheOf(load).size).to.equal(0);
  });

  it('set keeps within max, refuses a promise where plain values are given, and does not store what can be read only once', async () => {
    const handle = cacheOf(users, 'get');
    for (const id of ['a', 'b', 'c']) handle.set([id], id);
    expect([handle.size, handle.has('a')]).to.deep.equal([2, false]);
    users.find('b');
    const error = thrownBy(() => cacheOf(users, 'find').set(['a'], Promise.resolve('x') as never));
    expect(error).to.have.property('code', 'ERR_WARMSCOPE_INVALID_OPTION');
    expect(error.message).to.contain('Users.find').and.to.contain('await');
    cacheOf(users, 'find').set(['stream'], [1].values() as never);
    expect(cacheOf(users, 'find').has('stream')).to.equal(false);
    expect(await reports.codes()).to.deep.equal(['WARN_WARMSCOPE_ONE_SHOT']);
  });

  it('refresh loads although an entry is fresh, stores, and returns as the method does', async () => {
    const handle = cacheOf(users, 'get');
    const before = handle.stats();
    await users.get('a');
    users.next = async () => 'new';
    const refreshed = handle.refresh('a');
    expect(refreshed).to.be.instanceOf(Promise);
    expect(await users.get('a')).to.equal('user a');
    expect(await refreshed).to.equal('new');
    expect(await users.get('a')).to.equal('new');
    expect(cacheOf(users, 'find').refresh('b')).to.equal('user b');
    const { loads, misses, hits } = handle.stats();
    expect([loads - before.loads, misses - before.misses, hits - before.hits]).to.deep.equal([2, 1, 2]);
  });

  it('refresh joins a load in flight, and calls join a refresh', async () => {
    const handle = cacheOf(users, 'get');
    const gate = deferred<string>();
    users.next = () => gate.promise;
    const calls = [users.get('a'), handle.refresh('a'), handle.refresh('a'), users.get('a')];
    gate.resolve('once');
    expect(await Promise.all(calls)).to.deep.equal(['once', 'once', 'once', 'once']);
    expect(users.loads).to.deep.equal(['a']);
  });

  it('a failing refresh rejects and leaves the entry as it was', async () => {
    await users.get('a');
    users.next = async () => {
      throw new Error('down');
    };
    expect(await cacheOf(users, 'get').refresh('a').catch(String)).to.equal('Error: down');
    expect(await users.get('a')).to.equal('user a');
  });

  it('refresh on a class loads with an instance that has loaded before', () => {
    users.shared('a');
    expect(cacheOf(Users, 'shared').refresh('a')).to.equal(2);
    expect(users.loads).to.deep.equal(['a', 'a']);
  });

  it('delete says whether a fresh entry was there, and fences', async () => {
    const handle = cacheOf(users, 'get');
    expect(handle.delete('a')).to.equal(false);
    const gate = deferred<string>();
    users.next = () => gate.promise;
    const call = users.get('a');
    expect(handle.delete('a')).to.equal(false);
    const later = users.get('a');
    gate.resolve('x');
    await Promise.all([call, later]);
    expect(users.loads).to.deep.equal(['a', 'a']);
    expect([handle.delete('a'), handle.delete('a')]).to.deep.equal([true, false]);
  });

  it('clear fences every load in flight', async () => {
    const handle = cacheOf(users, 'get');
    const gate = deferred<string>();
    users.next = () => gate.promise;
    const calls = [users.get('a'), users.get('b')];
    handle.clear();
    gate.resolve('x');
    expect(await Promise.all(calls)).to.deep.equal(['x', 'x']);
    expect(handle.size).to.equal(0);
  });
});
