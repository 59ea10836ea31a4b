import { expect } from 'chai';
import {
  Cached,
  cached,
  cacheOf,
  currentInvocation,
  Invalidates,
  RetryAfterInvalidate,
  registry,
  runInvocation,
  Updates,
} from '../../src/index.js';
import { type SharedTierOptions, sharedTier } from '../../src/shared/index.js';
import { useFakeClock } from '../support/clock.js';
import { deferred, errorOf, nextTurn, stateOf } from '../support/deferred.js';
import { collectReports } from '../support/warnings.js';
import { ToldStore } from './told-store.js';

/** The public decorators over a store, which a second container stands behind: what the store has is what others get. */
describe('shared/decorators', () => {
  const clock = useFakeClock();
  const reports = collectReports();
  let told = new ToldStore(() => clock.time);
  const configure = (options: Partial<SharedTierOptions> = {}): void =>
    registry.configure({ shared: sharedTier(told.connect(), { prefix: 'spec', ...options }) });
  beforeEach(() => {
    registry.clear();
    told = new ToldStore(() => clock.time);
    configure();
  });
  afterEach(() => registry.configure({ shared: undefined }));
  const settle = async (): Promise<void> => {
    for (let turn = 0; turn < 10; turn++) await nextTurn();
  };
  /** What another container would find: this one has forgotten everything. */
  const anew = <T>(work: () => T): Promise<Awaited<T>> => {
    registry.clear();
    return runInvocation({}, work);
  };

  class Users {
    names = new Map([['u1', 'Ada']]);
    loads = 0;
    @Cached({ ttl: '1h', shared: 'users.name@1', tags: (name: string | undefined) => [`name:${name}`] })
    async name(id: string): Promise<string | undefined> {
      this.loads++;
      return this.names.get(id);
    }
    @Invalidates('name', { key: (id: string) => id })
    async rename(id: string, name: string): Promise<void> {
      this.names.set(id, name);
    }
    @Invalidates({ tags: (_id: string, before: string) => [`name:${before}`] })
    async retag(id: string, _before: string, name: string): Promise<void> {
      this.names.set(id, name);
    }
    @Updates('name', { key: (id: string) => id })
    async update(id: string, name: string): Promise<string> {
      this.names.set(id, name);
      return name;
    }
    @Invalidates({ tags: ['others'] })
    @Updates('name', { key: (id: string) => id })
    async both(id: string, name: string): Promise<string> {
      this.names.set(id, name);
      return name;
    }
    @Updates('name', { key: (id: string) => id })
    @Invalidates({ tags: ['others'] })
    async after(id: string, name: string): Promise<string> {
      this.names.set(id, name);
      return name;
    }
    @RetryAfterInvalidate({ on: () => true, invalidates: ['name'] })
    async used(id: string): Promise<string> {
      const name = await this.name(id);
      if (name === 'Ada') throw new Error('revoked');
      return String(name);
    }
  }

  it('@Invalidates on an async method awaits the acknowledgement', async () => {
    const users = new Users();
    await runInvocation({}, () => users.name('u1'));
    told.holds = ({ kind }) => kind === 'apply';
    const renamed = runInvocation({}, () => users.rename('u1', 'Grace'));
    for (let step = 0; step < 3; step++) {
      expect(await stateOf(renamed)).to.equal('pending');
      await settle();
      told.held.splice(0)[0]?.go();
    }
    await renamed;
    told.holds = () => false;
    expect(await anew(() => users.name('u1'))).to.equal('Grace');
  });

  it('@Invalidates by tags, and @RetryAfterInvalidate, reach the store', async () => {
    const users = new Users();
    await runInvocation({}, () => users.name('u1'));
    await runInvocation({}, () => users.retag('u1', 'Ada', 'Grace'));
    expect(await anew(() => users.name('u1'))).to.equal('Grace');
    users.names.set('u1', 'Ada');
    await runInvocation({}, () => cacheOf(users, 'name').clear());
    await anew(() => users.name('u1'));
    users.names.set('u1', 'Edsger');
    expect(await anew(() => users.used('u1'))).to.equal('Edsger');
  });

  for (const way of ['update', 'both'] as const)
    it(`@Updates writes through to the store: ${way}`, async () => {
      const users = new Users();
      await runInvocation({}, () => users.name('u1'));
      users.loads = 0;
      await runInvocation({}, async () => {
        await users[way]('u1', 'Grace');
        expect(await users.name('u1')).to.equal('Grace');
      });
      expect(await anew(() => users.name('u1'))).to.equal('Grace');
      expect(users.loads).to.equal(0);
    });

  it('@Updates after an invalidation of its own ends what is in the store: others may have invalidated it in between', async () => {
    const users = new Users();
    await runInvocation({}, () => users.name('u1'));
    users.loads = 0;
    await runInvocation({}, async () => {
      await users.after('u1', 'Grace');
      expect(await users.name('u1')).to.equal('Grace');
      expect(users.loads).to.equal(0);
    });
    expect(await anew(() => users.name('u1'))).to.equal('Grace');
    expect(users.loads).to.equal(1);
  });

  it('@Updates of another class reaches what only other containers have', async () => {
    const users = new Users();
    await runInvocation({}, () => users.name('u1'));
    registry.clear();
    class Admin {
      @Updates(() => Users, 'name', { key: (id: string) => id })
      async rename(id: string, name: string): Promise<string> {
        users.names.set(id, name);
        return name;
      }
    }
    await runInvocation({}, () => new Admin().rename('u1', 'Grace'));
    expect(await anew(() => users.name('u1'))).to.equal('Grace');
  });

  it('what is written behind belongs to the invocation, which waits for it', async () => {
    const users = new Users();
    await runInvocation({}, () => users.name('u0'));
    told.holds = ({ kind, keys }) => kind === 'apply' && keys.some((key) => key.includes(':v:'));
    const invocation = runInvocation({}, () => users.name('u1'));
    await settle();
    expect(told.held).to.have.length(1);
    expect(await stateOf(invocation)).to.equal('pending');
    told.held[0]?.go();
    expect(await invocation).to.equal('Ada');
  });

  it('calls through a derived class stay in the container, which is said', async () => {
    class Special extends Users {}
    const special = new Special();
    await runInvocation({}, () => special.name('u1'));
    await runInvocation({}, () => special.name('u1'));
    expect([special.loads, told.keys('v').length]).to.deep.equal([1, 0]);
    expect(await reports.codes()).to.deep.equal(['WARN_WARMSCOPE_OPTION']);
  });

  it('instances of one class share what the store has', async () => {
    await runInvocation({}, () => new Users().name('u1'));
    const other = new Users();
    expect(await anew(() => other.name('u1'))).to.equal('Ada');
    expect(other.loads).to.equal(0);
  });

  it('a result that read the invocation is in neither tier', async () => {
    const leaky = cached(async () => currentInvocation()?.id, { ttl: '1h', shared: 'leaky@1', name: 'leaky' });
    expect(await runInvocation({ id: 'r1' }, () => leaky())).to.equal('r1');
    expect(await runInvocation({ id: 'r2' }, () => leaky())).to.equal('r2');
    expect([told.keys('v'), told.keys('l')]).to.deep.equal([[], []]);
    expect(await reports.codes()).to.deep.equal(['WARN_WARMSCOPE_SCOPE_LEAK']);
  });

  it('a load that waits for itself is refused, with the store around it', async () => {
    const circular: (id: string) => Promise<string> = cached(async (id: string) => circular(id), { ttl: '1h', shared: 'circular@1' });
    expect(await errorOf(() => runInvocation({}, () => circular('a')))).to.include({ code: 'ERR_WARMSCOPE_CIRCULAR_LOAD' });
    expect(told.keys('l')).to.deep.equal([]);
  });

  it('a fenced load is stored nowhere', async () => {
    const gate = deferred();
    const slow = cached(
      async () => {
        await gate.promise;
        return 'old';
      },
      { ttl: '1h', shared: 'fenced@1' },
    );
    const first = runInvocation({}, () => slow());
    await settle();
    await runInvocation({}, () => cacheOf(slow).delete());
    gate.resolve();
    expect(await first).to.equal('old');
    expect([told.keys('v'), told.keys('l'), cacheOf(slow).size]).to.deep.equal([[], [], 0]);
  });

  it('a value past its timeout is stored when it comes', async () => {
    const gate = deferred();
    const late = cached(
      async () => {
        await gate.promise;
        return 'late';
      },
      { ttl: '1h', timeout: 1_000, shared: 'late@1' },
    );
    const call = late();
    await settle();
    clock.advance(1_000);
    expect(await errorOf(() => call)).to.include({ code: 'ERR_WARMSCOPE_LOAD_TIMEOUT' });
    gate.resolve();
    await settle();
    expect(told.keys('v')).to.have.length(1);
  });

  it("verify: 'never' asks for nothing until localTtl ends, and own writes hold all the same", async () => {
    configure({ verify: 'never' });
    const users = new Users();
    await runInvocation({}, () => users.name('u1'));
    told.asked();
    expect(await runInvocation({}, () => users.name('u1'))).to.equal('Ada');
    expect(told.asked()).to.equal(0);
    await runInvocation({}, () => users.rename('u1', 'Grace'));
    expect(await runInvocation({}, () => users.name('u1'))).to.equal('Grace');
    clock.advance(60_000);
    told.asked();
    expect(await runInvocation({}, () => users.name('u1'))).to.equal('Grace');
    expect(told.asked()).to.equal(1);
  });

  it('what was kept under another tier is dropped, whatever its moments were', async () => {
    const users = new Users();
    for (let call = 0; call < 5; call++) await runInvocation({}, () => users.name('u1'));
    users.names.set('u1', 'Grace');
    told.entries.clear();
    configure();
    expect(await runInvocation({}, () => users.name('u1'))).to.equal('Grace');
    expect(told.keys('v')).to.have.length(1);
  });

  it('registry.clear is local, and the bypass asks nothing', async () => {
    const users = new Users();
    await runInvocation({}, () => users.name('u1'));
    expect(await anew(() => users.name('u1'))).to.equal('Ada');
    expect(users.loads).to.equal(1);
    registry.configure({ bypass: true });
    told.asked();
    expect(await users.name('u1')).to.equal('Ada');
    expect(told.asked()).to.equal(0);
    registry.configure({ bypass: undefined });
    expect(users.loads).to.equal(2);
  });
});
