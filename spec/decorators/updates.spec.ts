import { expect } from 'chai';
import { Cached, cacheOf, Invalidates, registry, runInvocation, Updates } from '../../src/index.js';
import { useFakeClock } from '../support/clock.js';
import { type Deferred, deferred, errorOf } from '../support/deferred.js';
import { keepInvariants } from '../support/invariants.js';
import { collectReports } from '../support/warnings.js';
import { anyUpdates, labelOf, thrownBy } from './any-decorator.js';

interface User {
  readonly id: string;
  readonly name: string;
}

class Users {
  loads = 0;
  gate: Deferred<User> | undefined;
  @Cached({ key: (id: string) => id })
  async user(id: string): Promise<User> {
    this.loads++;
    return this.gate?.promise ?? { id, name: 'loaded' };
  }
  @Cached()
  named(team: string, name: string): User {
    this.loads++;
    return { id: team, name };
  }
  @Cached()
  ofIds(ids: readonly string[]): string {
    this.loads++;
    return ids.join('+');
  }
  @Cached({ per: 'class' })
  shared(id: string): User {
    return { id, name: 'loaded' };
  }
  @Cached()
  get current(): User {
    this.loads++;
    return { id: 'current', name: 'loaded' };
  }
  @Cached()
  static config(id: string): User {
    return { id, name: 'loaded' };
  }

  @Updates('user', { key: (id: string) => id })
  async rename(id: string, name: string, fails = false): Promise<User> {
    if (fails) throw new Error('not renamed');
    return { id, name };
  }
  @Updates('user', { keyFromResult: (user: User) => user.id })
  @Updates('named', { argsFromResult: (user: User) => ['team', user.name] })
  @Updates('shared', { args: (id: string) => [id] })
  create(id: string, name: string): User {
    return { id, name };
  }
  @Updates('named', { key: (team: string, name: string) => [team, name] })
  put(_team: string, name: string, fails = false): User {
    if (fails) throw new Error('not put');
    return { id: 'put', name };
  }
  @Updates('current', { args: () => [] })
  @Invalidates('named')
  login(id: string): User {
    return { id, name: 'logged in' };
  }
  @Updates('ofIds', { key: (ids: readonly string[]) => ids })
  joinAll(ids: readonly string[]): string {
    return ids.join('-');
  }
  @Updates('config' as string, { key: (id: string) => id })
  configure(id: string): User {
    return { id, name: 'configured' };
  }
  @Updates('config', { key: (id: string) => id })
  static reconfigure(id: string): User {
    return { id, name: 'reconfigured' };
  }
  @Updates('user', {
    key(this: Users) {
      return `${this.loads}`;
    },
  })
  withThis(): User {
    return { id: 'this', name: 'by this' };
  }
}

class Admin {
  @Updates(() => Users, 'user', { key: (id: string) => id })
  async override(id: string): Promise<User> {
    return { id, name: 'overridden' };
  }
  @Updates(() => Users, 'shared', { key: (id: string) => id })
  ofClass(id: string): User {
    return { id, name: 'overridden' };
  }
  @Updates(() => Users, 'config', { key: (id: string) => id })
  ofStatic(id: string): User {
    return { id, name: 'overridden' };
  }
}

describe('@Updates', () => {
  const clock = useFakeClock();
  keepInvariants();
  const reported = collectReports();
  let users: Users;
  beforeEach(() => {
    registry.clear();
    users = new Users();
  });

  it('stores the result of an async method as an entry of the same instance, whether there was one or not', async () => {
    const other = new Users();
    await users.user('a');
    expect(await users.rename('a', 'Ann')).to.deep.equal({ id: 'a', name: 'Ann' });
    expect(await users.rename('b', 'Bob')).to.deep.equal({ id: 'b', name: 'Bob' });
    expect([await users.user('a'), await users.user('b'), users.loads]).to.deep.equal([
      { id: 'a', name: 'Ann' },
      { id: 'b', name: 'Bob' },
      1,
    ]);
    expect(users.user('a')).to.be.instanceOf(Promise);
    expect([cacheOf(other, 'user').size, await reported.codes()]).to.deep.equal([0, []]);
  });

  it('stores before the caller sees the result, and nothing when the method throws or rejects', async () => {
    expect(await users.rename('a', 'Ann').then(({ name }) => [name, cacheOf(users, 'user').peek('a')?.name])).to.deep.equal(['Ann', 'Ann']);
    expect(await errorOf(() => users.rename('a', 'Anne', true))).to.have.property('message', 'not renamed');
    expect(cacheOf(users, 'user').peek('a')?.name).to.equal('Ann');
    expect(users.named('team', 'x').id).to.equal('team');
    expect(() => users.put('team', 'x', true)).to.throw('not put');
    expect(users.named('team', 'x').id).to.equal('team');
  });

  it('takes keys and arguments from the result, stacked, for sync and async targets', async () => {
    expect(users.create('a', 'Ann')).to.deep.equal({ id: 'a', name: 'Ann' });
    expect(users.named('team', 'Ann')).to.deep.equal({ id: 'a', name: 'Ann' });
    expect(users.shared('a')).to.deep.equal({ id: 'a', name: 'Ann' });
    const given = users.user('a');
    expect([given instanceof Promise, await given, users.loads]).to.deep.equal([true, { id: 'a', name: 'Ann' }, 0]);
  });

  it('keeps a sync method sync, and gives promises where the target does, whichever the mutating method is', async () => {
    class Mixed {
      @Cached()
      sync(_key: string): number {
        return 1;
      }
      @Cached()
      promising(_key: string): Promise<number> {
        return Promise.resolve(1);
      }
      @Updates('sync', { key: (key: string) => key })
      @Updates('promising', { key: (key: string) => key })
      async later(_key: string): Promise<number> {
        return 2;
      }
      @Updates('sync', { key: (key: string) => key })
      @Updates('promising', { key: (key: string) => key })
      now(_key: string): number {
        return 3;
      }
    }
    const mixed = new Mixed();
    await mixed.later('a');
    expect(mixed.sync('a')).to.equal(2);
    await mixed.promising('b');
    expect(mixed.promising('a')).to.be.instanceOf(Promise);
    mixed.now('a');
    expect([mixed.sync('a'), mixed.promising('a') instanceof Promise, await mixed.promising('a')]).to.deep.equal([3, true, 3]);
  });

  it('updates getters, beside an invalidation', () => {
    users.named('team', 'x');
    users.login('ann');
    expect([users.current.name, cacheOf(users, 'named').size, users.loads]).to.deep.equal(['logged in', 0, 1]);
  });

  it('takes an array as the one argument of a method that has one, and as a list of them otherwise', () => {
    users.joinAll(['a', 'b']);
    expect([users.ofIds(['a', 'b']), users.loads]).to.deep.equal(['a-b', 0]);
    users.ofIds(['d']);
    users.joinAll(['d']);
    expect([users.ofIds(['d']), users.loads]).to.deep.equal(['d', 1]);
    users.put('team', 'x');
    expect([users.named('team', 'x').id, users.loads]).to.deep.equal(['put', 1]);
  });

  it("updates the class's entry of a static method, from an instance and from the class", () => {
    users.configure('a');
    expect(Users.config('a').name).to.equal('configured');
    Users.reconfigure('a');
    expect(Users.config('a').name).to.equal('reconfigured');
  });

  it('gives its functions the instance', async () => {
    users.withThis();
    expect((await users.user('0')).name).to.equal('by this');
  });

  it('of another class replaces the entries that instances have, and makes none', async () => {
    const [has, hasNot] = [new Users(), new Users()];
    await has.user('a');
    await hasNot.user('b');
    has.shared('a');
    Users.config('a');
    await new Admin().override('a');
    new Admin().ofClass('a');
    new Admin().ofClass('b');
    new Admin().ofStatic('a');
    new Admin().ofStatic('b');
    expect([(await has.user('a')).name, cacheOf(hasNot, 'user').has('a'), cacheOf(hasNot, 'user').size]).to.deep.equal([
      'overridden',
      false,
      1,
    ]);
    expect([has.shared('a').name, cacheOf(Users, 'shared').size]).to.deep.equal(['overridden', 1]);
    expect([Users.config('a').name, cacheOf(Users, 'config').size]).to.deep.equal(['overridden', 1]);
  });

  it('fences a load of the key in flight, of the same class and of another', async () => {
    for (const update of [() => users.rename('a', 'Ann'), () => new Admin().override('a')]) {
      cacheOf(users, 'user').clear();
      const gate = deferred<User>();
      users.gate = gate;
      const call = users.user('a');
      const { name } = await update();
      users.gate = undefined;
      gate.resolve({ id: 'a', name: 'old' });
      expect((await call).name).to.equal('old');
      expect(cacheOf(users, 'user').peek('a')?.name).to.equal(name === 'Ann' ? 'Ann' : undefined);
    }
  });

  it("has the target's options say how long and in which groups, and hands out as they do", async () => {
    class Prices {
      @Cached({
        ttl: (price: { cents: number }, article: string) => (article === 'free' ? 0 : price.cents),
        tags: (_price: unknown, article: string) => [`article:${article}`],
        values: 'cloned',
      })
      price(_article: string): { cents: number } {
        return { cents: 1_000 };
      }
      @Updates('price', { args: (article: string) => [article] })
      set(_article: string, cents: number): { cents: number } {
        return { cents };
      }
      @Updates('price', { argsFromResult: (_price: { cents: number }, article: string) => [article] })
      async setLater(_article: string, cents: number): Promise<{ cents: number }> {
        return { cents };
      }
      @Updates('price', { key: (article: string) => article })
      setByKey(_article: string, cents: number): { cents: number } {
        return { cents };
      }
    }
    const prices = new Prices();
    prices.price('tea');
    const given = prices.set('tea', 500);
    expect([prices.price('tea'), prices.price('tea') === given]).to.deep.equal([{ cents: 500 }, false]);
    clock.advance(500);
    expect(prices.price('tea')).to.deep.equal({ cents: 1_000 });
    await prices.setLater('tea', 700);
    expect(prices.price('tea')).to.deep.equal({ cents: 700 });
    await registry.invalidateTags('article:tea');
    expect(cacheOf(prices, 'price').has('tea')).to.equal(false);
    prices.setByKey('tea', 800);
    expect(prices.price('tea'), 'the key of a default key tells the arguments').to.deep.equal({ cents: 800 });
    prices.set('free', 100);
    expect(cacheOf(prices, 'price').has('free')).to.equal(false);
    expect(await reported.codes()).to.deep.equal([]);
  });

  it('does not store what options of unknown arguments should judge: the entry goes, with one warning', async () => {
    class Prices {
      @Cached({ key: (article: string) => ['p', article], tags: (_price: number, article: string) => [article] })
      price(_article: string): number {
        return 1;
      }
      @Updates('price', { key: (article: string) => ['p', article] })
      set(_article: string): number {
        return 2;
      }
    }
    const prices = new Prices();
    prices.price('tea');
    prices.set('tea');
    prices.set('tea');
    expect([cacheOf(prices, 'price').has('tea'), prices.price('tea')]).to.deep.equal([false, 1]);
    const [warning, ...more] = await reported.warnings();
    expect(warning?.message).to.contain('Prices.price').and.to.contain('"args"');
    expect(more).to.deep.equal([]);
  });

  it("keeps to tenants and invocations: another one's entries get no value", async () => {
    class Scoped {
      @Cached({ scope: 'tenant' })
      ofTenant(id: string): string {
        return `loaded ${id}`;
      }
      @Cached({ scope: 'invocation' })
      ofInvocation(id: string): string {
        return `loaded ${id}`;
      }
      @Updates('ofTenant', { key: (id: string) => id })
      @Updates('ofInvocation', { key: (id: string) => id })
      update(id: string): string {
        return `updated ${id}`;
      }
    }
    const scoped = new Scoped();
    const read = () => [scoped.ofTenant('a'), scoped.ofInvocation('a')];
    await runInvocation({ tenantId: 'one' }, async () => {
      read();
      await runInvocation({ tenantId: 'two' }, async () => {
        read();
        scoped.update('a');
        expect(read()).to.deep.equal(['updated a', 'updated a']);
      });
      expect(read()).to.deep.equal(['loaded a', 'loaded a']);
    });
    scoped.update('a');
    for (const tenantId of ['one', 'two'])
      await runInvocation({ tenantId }, () => expect(cacheOf(scoped, 'ofTenant').has('a'), 'a tenant that is not known').to.equal(false));
    expect(await reported.codes()).to.deep.equal([]);
  });

  it('writes to the nearest of members that override each other; the others lose the entry', () => {
    class Base {
      @Cached()
      report(id: string): string {
        return `base ${id}`;
      }
      @Updates('report', { key: (id: string) => id })
      save(id: string): string {
        return `saved ${id}`;
      }
    }
    class Derived extends Base {
      @Cached()
      override report(id: string): string {
        return `derived ${super.report(id)}`;
      }
    }
    class Elsewhere {
      @Updates(() => Base, 'report', { key: (id: string) => id })
      save(id: string): string {
        return `saved elsewhere ${id}`;
      }
    }
    const [base, derived] = [new Base(), new Derived()];
    const read = () => [base.report('a'), derived.report('a')];
    read();
    derived.save('a');
    expect(read()).to.deep.equal(['base a', 'saved a']);
    new Elsewhere().save('a');
    expect(read()).to.deep.equal(['saved elsewhere a', 'saved elsewhere a']);
    cacheOf(derived, 'report').clear();
    expect(derived.report('a')).to.equal('derived base a');
  });

  it('refuses every call while its target is not cached, before the body runs', async () => {
    let ran = 0;
    class Wrong {
      @anyUpdates('nothing', { key: () => 1 })
      sync(): void {
        ran++;
      }
      @anyUpdates(() => Users, 'nothing', { key: () => 1 })
      async later(): Promise<void> {
        ran++;
      }
    }
    expect(() => new Wrong().sync()).to.throw(/Wrong.sync.*nothing to update/);
    expect(await errorOf(() => new Wrong().later())).to.have.property('code', 'ERR_WARMSCOPE_NOT_CACHED');
    expect(ran).to.equal(0);
  });

  it('clears the whole method, with one warning, where it fails itself', async () => {
    const failure = new Error('no key today');
    class Failing {
      @Cached()
      value(id: string): string {
        return id;
      }
      @Updates('value', {
        key: (): string => {
          throw failure;
        },
      })
      save(): string {
        return 'saved';
      }
      @Updates('value', { args: () => 'a' as unknown as [string] })
      noArgs(): string {
        return 'saved';
      }
      @Updates('value', { key: () => (() => 1) as never })
      async noKey(): Promise<string> {
        return 'saved';
      }
    }
    for (const name of ['save', 'noArgs', 'noKey'] as const) {
      const failing = new Failing();
      failing.value('a');
      expect(await failing[name]()).to.equal('saved');
      expect(cacheOf(failing, 'value').size, name).to.equal(0);
    }
    const warnings = await reported.warnings();
    expect(warnings.map(({ code }) => code)).to.deep.equal(Array(3).fill('WARN_WARMSCOPE_INVALIDATION'));
    expect(warnings[0]).to.have.property('cause', failure);
    expect(warnings[1]?.message).to.contain('"args" gave string');
  });

  it('stores no stream, and what options do not let be stored goes', async () => {
    class Odd {
      @Cached({
        ttl: () => {
          throw new Error('no ttl');
        },
      })
      failing(): string {
        return 'loaded';
      }
      @Cached()
      iterator(): unknown {
        return 1;
      }
      @Updates('failing', { key: () => [] })
      fail(): string {
        return 'updated';
      }
      @Updates('iterator', { key: () => [] })
      iterate(): unknown {
        return [1][Symbol.iterator]();
      }
    }
    const odd = new Odd();
    odd.iterator();
    expect([odd.fail(), typeof odd.iterate()]).to.deep.equal(['updated', 'object']);
    expect([cacheOf(odd, 'failing').size, cacheOf(odd, 'iterator').size]).to.deep.equal([0, 0]);
    expect(await reported.codes()).to.have.members(['WARN_WARMSCOPE_OPTION', 'WARN_WARMSCOPE_ONE_SHOT']);
  });

  it('refuses bad options and targets when the decorator runs', () => {
    const refused = (...what: unknown[]) =>
      thrownBy(() => {
        class Store {
          @anyUpdates(...what)
          save(): void {}
        }
        return Store;
      });
    const label = labelOf('Store', 'save');
    for (const [what, part] of [
      [['user'], 'Missing option "key"'],
      [['user', {}], 'one of key, keyFromResult, args, argsFromResult'],
      [['user', 5], 'received 5'],
      [['user', { key: 'id' }], '"key"'],
      [['user', { args: ['a'] }], '"args"'],
      [['user', { key: () => 1, keyFromResult: () => 1 }], 'beside "keyFromResult"'],
      [['user', { key: () => 1, args: () => [] }], 'beside "args"'],
      [['user', { keyFromResult: () => 1, argsFromResult: () => [] }], 'beside "argsFromResult"'],
      [['user', { tags: ['a'] }], 'Unknown option "tags"'],
      [[() => Users, 'user', { ttl: 1 }], 'Unknown option "ttl"'],
    ] as [unknown[], string][]) {
      const error = refused(...what);
      expect(error).to.have.property('code', 'ERR_WARMSCOPE_INVALID_OPTION');
      expect(error.message).to.contain(part).and.to.contain(`@Updates on ${label}`);
    }
    for (const what of [[], [''], [5], [{ tags: ['a'] }], [() => Users], [() => Users, ''], [Users, 'user']]) {
      const error = refused(...what);
      expect(error).to.have.property('code', 'ERR_WARMSCOPE_INVALID_TARGET');
      expect(error.message).to.contain('@Updates');
    }
    const onGetter = thrownBy(() => {
      class Store {
        @anyUpdates('user', { key: () => 1 })
        get value(): number {
          return 1;
        }
      }
      return Store;
    });
    expect(onGetter.message).to.contain('@Updates cannot decorate the getter');
    const onGenerator = thrownBy(() => {
      class Store {
        @anyUpdates('user', { key: () => 1 })
        *all(): Generator<number> {
          yield 1;
        }
      }
      return Store;
    });
    expect(onGenerator.message).to.contain('generator');
  });

  it('keeps name, length and this', () => {
    expect([Users.prototype.rename.name, Users.prototype.create.length]).to.deep.equal(['rename', 2]);
  });
});

describe('@Invalidates with keyFromResult', () => {
  keepInvariants();
  const reported = collectReports();

  class Orders {
    @Cached({ key: (id: string) => id })
    order(id: string): string {
      return id;
    }
    @Invalidates('order', { keyFromResult: (order: { id: string }, prefix: string) => prefix + order.id })
    async create(_prefix: string, id: string): Promise<{ id: string }> {
      return { id };
    }
    @Invalidates('order', { keyFromResult: (id: string) => id })
    touch(id: string): string {
      return id;
    }
    @Invalidates('order', {
      keyFromResult: (): string => {
        throw new Error('no key');
      },
    })
    fail(): void {}
  }

  it('drops the entry that the settled result and the arguments tell', async () => {
    const orders = new Orders();
    for (const id of ['a1', 'a2', 'a3']) orders.order(id);
    await orders.create('a', '1');
    orders.touch('a2');
    expect(['a1', 'a2', 'a3'].map((id) => cacheOf(orders, 'order').has(id))).to.deep.equal([false, false, true]);
    orders.fail();
    expect(cacheOf(orders, 'order').size).to.equal(0);
    expect(await reported.codes()).to.deep.equal(['WARN_WARMSCOPE_INVALIDATION']);
  });
});
