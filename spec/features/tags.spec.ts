import { expect } from 'chai';
import { Cached, type CachedOptions, cached, cacheOf, Invalidates, registry, runInvocation } from '../../src/index.js';
import { thrownBy } from '../decorators/any-decorator.js';
import { useFakeClock } from '../support/clock.js';
import { containerRegistry } from '../support/container.js';
import { errorOf } from '../support/deferred.js';
import { collected } from '../support/garbage.js';
import { keepInvariants } from '../support/invariants.js';
import { collectReports } from '../support/warnings.js';

describe('tags', () => {
  const clock = useFakeClock();
  keepInvariants();
  const reported = collectReports();

  class Users {
    loads = 0;
    @Cached({ tags: ['users'] })
    async all(): Promise<string[]> {
      this.loads++;
      return ['ann', 'bob'];
    }
    @Cached({ tags: (user: { id: string; team: string }) => [`user:${user.id}`, `team:${user.team}`] })
    async user(id: string): Promise<{ id: string; team: string }> {
      this.loads++;
      return { id, team: id < 'm' ? 'red' : 'blue' };
    }
    @Cached({ tags: (_value: string, id: string) => [`user:${id}`], per: 'class' })
    name(id: string): string {
      return `name of ${id}`;
    }
    @Cached({ tags: ['users', 'settings'] })
    static settings(): object {
      return {};
    }
    @Cached({ tags: ['settings'] })
    get limits(): object {
      return {};
    }
    @Cached({ ttl: '1m' })
    untagged(id: string): string {
      return id;
    }
  }

  it('drops the entries of a tag in every method, form and instance, and nothing else', async () => {
    const [one, other] = [new Users(), new Users()];
    for (const users of [one, other]) {
      await users.all();
      await users.user('ann');
      await users.user('zoe');
      users.name('ann');
      void users.limits;
      users.untagged('ann');
    }
    Users.settings();
    const greet = cached((id: string) => `hello ${id}`, { tags: (_greeting: string, id: string) => [`user:${id}`] });
    greet('ann');
    greet('bob');
    const sizes = () => [
      ...[one, other].flatMap((users) => [
        cacheOf(users, 'all').size,
        cacheOf(users, 'user').has('ann'),
        cacheOf(users, 'user').has('zoe'),
        cacheOf(users, 'limits').size,
        cacheOf(users, 'untagged').size,
      ]),
      cacheOf(Users, 'name').has('ann'),
      cacheOf(Users, 'settings').size,
      cacheOf(greet).has('ann'),
      cacheOf(greet).has('bob'),
    ];
    expect(sizes()).to.deep.equal([1, true, true, 1, 1, 1, true, true, 1, 1, true, 1, true, true]);
    await registry.invalidateTags('user:ann');
    expect(sizes()).to.deep.equal([1, false, true, 1, 1, 1, false, true, 1, 1, false, 1, false, true]);
    await registry.invalidateTags('team:blue', 'settings');
    expect(sizes()).to.deep.equal([1, false, false, 0, 1, 1, false, false, 0, 1, false, 0, false, true]);
    await registry.invalidateTags('users', 'nobody has this one');
    expect([cacheOf(one, 'all').size, cacheOf(other, 'all').size]).to.deep.equal([0, 0]);
    expect(await one.all()).to.deep.equal(['ann', 'bob']);
  });

  it('drops at once: before the promise that it gives has settled', () => {
    const load = cached((key: string) => key, { tags: ['t'] });
    load('a');
    const settled = registry.invalidateTags('t');
    expect(cacheOf(load).size).to.equal(0);
    return settled;
  });

  it('follows a value whose tags change, and one that is set', () => {
    let tags = ['a', 'b'];
    const load = cached((key: string) => key, { tags: () => tags, ttl: '1m' });
    load('k');
    clock.advance(60_000);
    tags = ['b', 'c', 'c'];
    load('k');
    void registry.invalidateTags('a');
    expect(cacheOf(load).has('k')).to.equal(true);
    tags = ['d'];
    cacheOf(load).set(['k'], 'other');
    void registry.invalidateTags('a', 'b', 'c');
    expect(cacheOf(load).has('k')).to.equal(true);
    tags = [];
    cacheOf(load).set(['none'], 'no tags');
    void registry.invalidateTags('d');
    expect([cacheOf(load).has('k'), cacheOf(load).has('none')]).to.deep.equal([false, true]);
  });

  it('drops what is served stale, and errors that are kept with static tags', async () => {
    let isDown = false;
    const load = cached(
      async (key: string) => {
        if (isDown) throw new Error('down');
        return key;
      },
      { tags: ['t'], ttl: '1m', staleWhileRevalidate: '1h', staleIfError: '1h', errorTtl: '1h' },
    );
    await load('a');
    clock.advance(120_000);
    await registry.invalidateTags('t');
    expect(cacheOf(load).size).to.equal(0);
    isDown = true;
    await errorOf(() => load('a'));
    expect([(await errorOf(() => load('a'))).message, cacheOf(load).stats().loads]).to.deep.equal(['down', 2]);
    await registry.invalidateTags('t');
    isDown = false;
    expect(await load('a')).to.equal('a');
  });

  it("drops every tenant's and every invocation's entries", async () => {
    const shared = { tags: ['t'] } as const;
    const ofTenant = cached((key: string) => key, { ...shared, scope: 'tenant' });
    const ofInvocation = cached((key: string) => key, { ...shared, scope: 'invocation' });
    await runInvocation({ tenantId: 'one' }, () => ofTenant('a'));
    await runInvocation({ tenantId: 'two' }, async () => {
      ofTenant('a');
      ofInvocation('a');
      expect([cacheOf(ofTenant).stats().size, cacheOf(ofInvocation).size]).to.deep.equal([2, 1]);
      await registry.invalidateTags('t');
      expect([cacheOf(ofTenant).stats().size, cacheOf(ofInvocation).size]).to.deep.equal([0, 0]);
    });
  });

  it('works with values that are frozen or cloned', () => {
    for (const values of ['frozen', 'cloned'] as const) {
      const load = cached((id: string) => ({ id }), { values, tags: ({ id }) => [id] });
      load('a');
      load('b');
      void registry.invalidateTags('a');
      expect([cacheOf(load).has('a'), cacheOf(load).has('b')]).to.deep.equal([false, true]);
    }
  });

  it('comes by default, for members that were decorated earlier, and goes again', () => {
    const load = cached((key: string) => key);
    load('early');
    registry.configure({ defaults: { tags: ['by default'] } });
    load('tagged');
    registry.configure({ defaults: {} });
    load('late');
    cacheOf(load).delete('late');
    void registry.invalidateTags('by default');
    expect([cacheOf(load).has('early'), cacheOf(load).has('tagged'), cacheOf(load).size]).to.deep.equal([true, false, 1]);
  });

  it('leaves nothing behind however an entry goes', async () => {
    const tagsLeft = () => containerRegistry.tags?.places.tags().filter((tag) => tag.startsWith('left:')) ?? [];
    const load = cached((key: string) => key, { ttl: '1m', max: 3, tags: (_value: string, key: string) => [`left:${key}`, 'left:all'] });
    for (let key = 0; key < 10; key++) load(`${key}`);
    expect(tagsLeft().sort()).to.deep.equal(['left:7', 'left:8', 'left:9', 'left:all']);
    cacheOf(load).delete('9');
    expect(tagsLeft().sort()).to.deep.equal(['left:7', 'left:8', 'left:all']);
    clock.advance(60_000);
    load('8');
    expect(tagsLeft().sort()).to.deep.equal(['left:7', 'left:8', 'left:all']);
    containerRegistry.caches.ofFunction(load)?.cache.entries.purge(() => 0, 100);
    expect(tagsLeft().sort()).to.deep.equal(['left:8', 'left:all']);
    await registry.invalidateTags('left:8');
    expect(tagsLeft()).to.deep.equal([]);
    load('1');
    cacheOf(load).clear();
    expect(tagsLeft()).to.deep.equal([]);
  });

  it('are forgotten with owners that were garbage-collected, whom their entries and tags do not keep', async () => {
    class Profile {
      @Cached({ tags: ['collected', 'profile'] })
      self(_key: string): this {
        return this;
      }
    }
    const gone = ((): WeakRef<Profile> => {
      const made = new Profile();
      made.self('a');
      made.self('b');
      return new WeakRef(made);
    })();
    const kept = new Profile();
    kept.self('a');
    const places = () => [...(containerRegistry.tags?.places.of('collected') ?? [])].length;
    expect(places()).to.equal(2);
    await collected(() => gone.deref() === undefined, 'the instance');
    await collected(() => places() === 1, 'its tags');
    await registry.invalidateTags('collected');
    expect([cacheOf(kept, 'self').size, places()]).to.deep.equal([0, 0]);
  });

  it('are forgotten with a method that nobody can call any more', async () => {
    (() => cached((key: string) => ({ key }), { tags: ['gone'] })('a'))();
    expect(containerRegistry.tags?.places.has('gone')).to.equal(true);
    await collected(() => containerRegistry.tags?.places.has('gone') === false, 'its tag');
  });

  it('refuses senseless tags where they are given', () => {
    for (const tags of ['users', [], [''], [' '], [1], [undefined], {}, new Set(['a']), 5, null]) {
      const error = thrownBy(() => cached(() => 1, { tags } as unknown as CachedOptions));
      expect(error).to.have.property('code', 'ERR_WARMSCOPE_INVALID_OPTION');
      expect(error.message).to.contain('"tags"').and.to.contain('an array of strings that are not empty');
    }
    const byDefault = thrownBy(() => registry.configure({ defaults: { tags: [''] } }));
    expect(byDefault.message).to.contain('in "defaults"');
  });

  it('refuses to invalidate what is no tag, and drops nothing then', async () => {
    const load = cached((key: string) => key, { tags: ['t'] });
    load('a');
    for (const wrong of [5, '', ' ', undefined, ['t'], {}]) {
      const error = await errorOf(() => registry.invalidateTags('t', wrong as string));
      expect(error).to.have.property('code', 'ERR_WARMSCOPE_INVALID_OPTION');
      expect(error.message).to.contain('registry.invalidateTags').and.to.contain('strings that are not empty');
    }
    expect(cacheOf(load).size).to.equal(1);
    await registry.invalidateTags();
    expect(cacheOf(load).size).to.equal(1);
  });

  for (const [what, give] of Object.entries<() => unknown>({
    'no list': () => 'users',
    'no strings': () => [1],
    'an empty string': () => ['a', ''],
    'a promise': async () => ['a'],
    'a list of rejected promises': () => [Promise.reject(new Error('lost'))],
    'an error': () => {
      throw new Error('no tags today');
    },
    'something unreadable': () =>
      new Proxy([], {
        get: () => {
          throw new Error('no tags today');
        },
      }),
  })) {
    it(`returns a value whose tags are ${what}, does not store it and warns once`, async () => {
      const options = { tags: give } as unknown as CachedOptions;
      const load = cached((key: string) => key, { ...options, name: 'nonsense' });
      const later = cached(async (key: string) => key, { ...options, name: 'later' });
      expect([load('a'), load('a'), await later('a'), await later('a')]).to.deep.equal(['a', 'a', 'a', 'a']);
      expect([cacheOf(load).stats().loads, cacheOf(load).size, cacheOf(later).size]).to.deep.equal([2, 0, 0]);
      const warnings = await reported.warnings();
      expect(warnings.map(({ code }) => code)).to.deep.equal(['WARN_WARMSCOPE_OPTION', 'WARN_WARMSCOPE_OPTION']);
      expect(warnings[0]?.message).to.contain('"tags" of nonsense').and.to.contain('value was not stored');
    });
  }
});

describe('@Invalidates({ tags })', () => {
  keepInvariants();
  const reported = collectReports();

  class Shop {
    readonly id = 'shop';
    @Cached({ tags: (_value: string, id: string) => [`product:${id}`, 'products'] })
    product(id: string): string {
      return id;
    }
    @Cached({ tags: (_value: string, id: string) => [`product:${id}`] })
    async stock(id: string): Promise<string> {
      return id;
    }
    @Invalidates({ tags: (id: string) => [`product:${id}`] })
    async save(id: string, fails = false): Promise<string> {
      if (fails) throw new Error('not saved');
      return `saved ${id}`;
    }
    @Invalidates({ tags: ['products'] })
    @Invalidates('stock')
    reset(): string {
      return 'reset';
    }
    @Invalidates({
      tags(this: Shop, id: string) {
        return [`product:${id}`, this.id];
      },
    })
    withThis(_id: string): void {}
    @Invalidates({ tags: (id: string) => [id, 5] as string[] })
    nonsense(_id: string): string {
      return 'done';
    }
    @Invalidates({ tags: ['products'] })
    static all(): void {}
  }

  it('drops what has these tags, in every instance and method, once the method has succeeded', async () => {
    const [shop, other] = [new Shop(), new Shop()];
    for (const each of [shop, other]) {
      each.product('a');
      each.product('b');
      await each.stock('a');
    }
    const held = () => [shop, other].map((each) => [cacheOf(each, 'product').size, cacheOf(each, 'stock').size]);
    expect(await errorOf(() => shop.save('a', true))).to.have.property('message', 'not saved');
    expect(held()).to.deep.equal([
      [2, 1],
      [2, 1],
    ]);
    expect(await shop.save('a')).to.equal('saved a');
    expect(held()).to.deep.equal([
      [1, 0],
      [1, 0],
    ]);
    await shop.stock('c');
    await other.stock('c');
    expect(shop.reset()).to.equal('reset');
    expect(held()).to.deep.equal([
      [0, 0],
      [0, 1],
    ]);
    shop.withThis('c');
    expect(held()[1]).to.deep.equal([0, 0]);
    shop.product('a');
    Shop.all();
    expect(cacheOf(shop, 'product').size).to.equal(0);
    expect(await reported.codes()).to.deep.equal([]);
  });

  it('is a warning where its own function fails, and drops nothing', async () => {
    const shop = new Shop();
    shop.product('a');
    expect([shop.nonsense('product:a'), shop.nonsense('product:a')]).to.deep.equal(['done', 'done']);
    expect(cacheOf(shop, 'product').size).to.equal(1);
    const [warning, ...more] = await reported.warnings();
    expect(warning).to.have.property('code', 'WARN_WARMSCOPE_INVALIDATION');
    expect(warning?.message).to.contain('Shop.nonsense').and.to.contain('nothing was dropped');
    expect(more).to.deep.equal([]);
  });
});
