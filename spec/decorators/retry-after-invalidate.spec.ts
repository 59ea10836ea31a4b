import { expect } from 'chai';
import { Cached, ContainerSingleton, cached, cacheOf, containerSingleton, RetryAfterInvalidate, registry } from '../../src/index.js';
import { begin, endAll } from '../singletons/open-invocation.js';
import { useFakeClock } from '../support/clock.js';
import { containerRegistry } from '../support/container.js';
import { deferred, errorOf, nextTurn } from '../support/deferred.js';
import { collectReports } from '../support/warnings.js';
import { Outer, thrownBy } from './any-decorator.js';

const REVOKED = Object.assign(new Error('revoked'), { code: 'Revoked' });
const isRevoked = (error: unknown): boolean => error === REVOKED;

describe('@RetryAfterInvalidate', () => {
  const reports = collectReports();
  const clock = useFakeClock();
  let version = 1;
  let loads = 0;
  let disposed: number[] = [];
  /** Fails for what was made before the last revocation. */
  const use = (made: number): string => {
    if (made < version) throw REVOKED;
    return `used ${made}`;
  };
  class Secrets {
    @Cached()
    get(_name: string): number {
      loads++;
      return version;
    }
    @Cached()
    async later(_name: string): Promise<number> {
      loads++;
      return version;
    }
    @Cached()
    static shared(): number {
      return version;
    }
    @Cached()
    get current(): number {
      return version;
    }
    @ContainerSingleton()
    client(): { version: number } {
      return { version };
    }
    @Outer
    @ContainerSingleton()
    static get wrapped(): { version: number } {
      return { version };
    }
  }
  @ContainerSingleton({ dispose: (db: Db) => void disposed.push(db.version) })
  class Db {
    readonly version = version;
  }
  const reader = containerSingleton(() => ({ version }));
  const plain = cached(() => version);
  const secrets = new Secrets();

  beforeEach(() => {
    [version, loads, disposed] = [1, 0, []];
  });
  afterEach(async () => {
    await endAll();
    await registry.dispose();
  });

  class Orders {
    runs = 0;
    @RetryAfterInvalidate({ on: isRevoked, invalidates: [[() => Secrets, 'get']] })
    sync(user: string): string {
      this.runs++;
      return `${use(secrets.get(user))} for ${user}`;
    }
    @RetryAfterInvalidate({ on: isRevoked, invalidates: [[() => Secrets, 'later']] })
    async async(user: string): Promise<string> {
      this.runs++;
      return use(await secrets.later(user));
    }
    @RetryAfterInvalidate({ on: isRevoked, invalidates: [() => Db] })
    async query(): Promise<string> {
      this.runs++;
      const { version: made } = registry.resolve(Db);
      await nextTurn();
      return use(made);
    }
    @RetryAfterInvalidate({
      on: isRevoked,
      invalidates: [
        [Secrets, 'shared'],
        [() => Secrets, 'current'],
        [() => Secrets, 'client'],
        [() => Secrets, 'wrapped'],
        Db,
        reader,
        plain,
        'own',
        'ownClient',
      ],
    })
    all(): string {
      this.runs++;
      const made = [
        Secrets.shared(),
        secrets.current,
        secrets.client().version,
        Secrets.wrapped.version,
        registry.resolve(Db).version,
        reader().version,
        plain(),
        this.own(),
        this.ownClient.version,
      ];
      return use(Math.min(...made));
    }
    @Cached()
    own(): number {
      return version;
    }
    @ContainerSingleton()
    get ownClient(): { version: number } {
      return { version };
    }
    @RetryAfterInvalidate({ on: isRevoked, invalidates: [[() => Secrets, 'get']] })
    static count(): string {
      return use(secrets.get('count'));
    }
  }

  it('runs a sync method once more, with the same this and arguments, and stays sync', () => {
    const orders = new Orders();
    expect(orders.sync('ann')).to.equal('used 1 for ann');
    version = 2;
    expect([orders.sync('ann'), orders.runs, loads, Orders.count()]).to.deep.equal(['used 2 for ann', 3, 2, 'used 2']);
  });

  it('runs an async method once more', async () => {
    const orders = new Orders();
    await orders.async('ann');
    version = 2;
    expect([await orders.async('ann'), orders.runs, loads]).to.deep.equal(['used 2', 3, 2]);
  });

  it('reaches every kind of target, in every instance', () => {
    const orders = new Orders();
    orders.all();
    new Secrets().current;
    version = 2;
    expect([orders.all(), orders.runs]).to.deep.equal(['used 2', 3]);
  });

  it('gives the second outcome, whatever it is, and tries no third time', async () => {
    const orders = new Orders();
    version = 2;
    await orders.async('ann');
    version = Number.POSITIVE_INFINITY;
    const failing = { failures: 0 };
    class Never {
      @RetryAfterInvalidate({ on: () => true, invalidates: [[() => Secrets, 'get']] })
      run(): never {
        throw new Error(`failure ${++failing.failures}`);
      }
    }
    expect(thrownBy(() => new Never().run()).message).to.equal('failure 2');
  });

  it('leaves other errors and their caches alone', async () => {
    class Other {
      @RetryAfterInvalidate({ on: isRevoked, invalidates: [[() => Secrets, 'get']] })
      async run(): Promise<void> {
        secrets.get('ann');
        throw new Error('other');
      }
    }
    expect(await errorOf(() => new Other().run())).to.have.property('message', 'other');
    expect([cacheOf(secrets, 'get').size, loads]).to.deep.equal([1, 1]);
    cacheOf(secrets, 'get').clear();
  });

  it('lets 50 calls that fail together load the new value once, and build the new client once', async () => {
    const orders = new Orders();
    await orders.async('ann');
    const before = registry.resolve(Db);
    version = 2;
    expect(new Set(await Promise.all(Array.from({ length: 50 }, () => orders.async('ann'))))).to.deep.equal(new Set(['used 2']));
    expect(loads).to.equal(2);
    const { length } = await Promise.all(Array.from({ length: 50 }, () => orders.query()));
    expect([length, registry.resolve(Db) === before, disposed]).to.deep.equal([50, false, [1]]);
  });

  it('does not throw away what was renewed after a slow call had begun', async () => {
    const gate = deferred();
    class Slow {
      @RetryAfterInvalidate({ on: isRevoked, invalidates: [[() => Secrets, 'later']] })
      async run(isSlow: boolean): Promise<string> {
        const made = await secrets.later('slow');
        if (isSlow && made === 1) await gate.promise;
        return use(made);
      }
    }
    const slow = new Slow();
    const late = slow.run(true);
    await nextTurn();
    version = 2;
    expect(await slow.run(false)).to.equal('used 2');
    gate.resolve();
    expect([await late, loads]).to.deep.equal(['used 2', 2]);
  });

  it('fences loads in flight: what began before the invalidation is not stored', async () => {
    const gate = deferred();
    class Tokens {
      @Cached()
      async token(): Promise<number> {
        const made = version;
        if (made === 1) await gate.promise;
        return made;
      }
      @RetryAfterInvalidate({ on: isRevoked, invalidates: ['token'] })
      async run(): Promise<string> {
        return use(version === 1 ? 0 : await this.token());
      }
    }
    const tokens = new Tokens();
    const early = tokens.token();
    version = 1.5;
    const failing = tokens.run();
    expect(await Promise.race([failing.catch((error: unknown) => error), nextTurn().then(() => 'waits')])).to.equal('waits');
    gate.resolve();
    expect([await early, await failing]).to.deep.equal([1, 'used 1.5']);
  });

  it('gives the retrying invocation the new singleton at once, and disposes the old when all that run have ended', async () => {
    const orders = new Orders();
    const [first, second] = [await begin(), await begin()];
    await first.run(() => orders.query());
    version = 2;
    expect(await first.run(() => orders.query())).to.equal('used 2');
    expect(await second.run(() => registry.resolve(Db).version)).to.equal(2);
    await first.end();
    expect(disposed).to.deep.equal([]);
    await second.end();
    expect(disposed).to.deep.equal([1]);
  });

  it('gives up an old singleton that an invocation went on with, and spares its successor', async () => {
    const db = containerSingleton(() => ({ version }), { maxAge: '1h' });
    const repository = containerSingleton(() => ({ db: db() }));
    class Reports {
      @RetryAfterInvalidate({ on: isRevoked, invalidates: [db] })
      run(): string {
        return use(repository().db.version);
      }
    }
    const reports_ = new Reports();
    const long = await begin();
    await long.run(() => reports_.run());
    clock.advance(3_600_000);
    version = 2;
    const next = await begin();
    const successor = await next.run(db);
    expect(await long.run(() => reports_.run())).to.equal('used 2');
    expect([await next.run(db), await long.run(db)]).to.deep.equal([successor, successor]);
    await endAll();
    expect(containerRegistry.gate.slow).to.equal(0);
  });

  it("keeps the method's name and length, and what outer decorators do", () => {
    expect([Orders.prototype.sync.name, Orders.prototype.sync.length]).to.deep.equal(['sync', 1]);
  });

  it('gives the original error when on itself fails, with a warning', async () => {
    const failure = new Error('no idea');
    class Broken {
      @RetryAfterInvalidate({
        on: () => {
          throw failure;
        },
        invalidates: [[() => Secrets, 'get']],
      })
      throwing(): never {
        throw REVOKED;
      }
      @RetryAfterInvalidate({ on: (() => Promise.reject(failure)) as never, invalidates: [[() => Secrets, 'get']] })
      promising(): never {
        throw REVOKED;
      }
    }
    expect(thrownBy(() => new Broken().throwing())).to.equal(REVOKED);
    expect(thrownBy(() => new Broken().promising())).to.equal(REVOKED);
    const warnings = await reports.warnings();
    expect(warnings.map(({ code }) => code)).to.deep.equal(['WARN_WARMSCOPE_INVALIDATION', 'WARN_WARMSCOPE_INVALIDATION']);
    expect(warnings[0]).to.have.property('cause', failure);
    expect(warnings[0]?.message).to.contain('Broken.throwing').and.to.contain('"on"');
    expect(warnings[1]?.message).to.contain('promise');
  });
});
