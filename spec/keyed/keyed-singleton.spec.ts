import { expect } from 'chai';
import { ContainerSingleton, type Key, type KeyBuilderObject, registry } from '../../src/index.js';
import { KeyedSingleton, keyedSingleton } from '../../src/keyed/index.js';
import { Outer } from '../decorators/any-decorator.js';
import { deferred, errorOf, nextTurn } from '../support/deferred.js';
import { keepInvariants } from '../support/invariants.js';
import { collectReports } from '../support/warnings.js';
import { type Client, useClients } from './clients.js';

describe('@KeyedSingleton and keyedSingleton', () => {
  collectReports();
  keepInvariants();
  const clients = useClients();

  it('keep one client for each key, whichever instance or subclass reads it', () => {
    class Databases {
      @KeyedSingleton({ key: (tenant: string) => tenant, max: 20 })
      pool(tenant: string): Client {
        return clients.make(tenant);
      }
    }
    class Derived extends Databases {}
    const [one, other] = [new Databases(), new Derived()];
    expect(one.pool('a')).to.equal(one.pool('a')).and.to.equal(other.pool('a'));
    expect(one.pool('b')).not.to.equal(one.pool('a'));
    expect(clients.built).to.deep.equal(['a1', 'b1']);
  });

  it('work on static methods, and in the function form', () => {
    class Databases {
      @KeyedSingleton({ max: 2 })
      static pool(tenant: string, region?: string): Client {
        return clients.make(`${Databases.name}.${tenant}${region ?? ''}`);
      }
    }
    const queue = keyedSingleton((name: string) => clients.make(name), { max: 2 });
    expect(Databases.pool('a', 'eu')).to.equal(Databases.pool('a', 'eu'));
    expect(queue('q')).to.equal(queue('q'));
    expect(clients.built).to.deep.equal(['Databases.aeu1', 'q1']);
  });

  it('run a factory with the `this` and the arguments of the call that needs it', () => {
    class Databases {
      constructor(readonly host: string) {}
      @KeyedSingleton({
        key(this: Databases, tenant: string): Key {
          return [this.host, tenant];
        },
        max: 5,
      })
      pool(tenant: string, size: number): Client {
        return clients.make(`${this.host}/${tenant}/${size}/`);
      }
    }
    const [one, other] = [new Databases('one'), new Databases('other')];
    expect(one.pool('a', 1)).to.equal(one.pool('a', 2)).and.not.to.equal(other.pool('a', 3));
    expect(clients.built).to.deep.equal(['one/a/1/1', 'other/a/3/1']);
  });

  it('tell keys apart as @Cached does: structurally by default, and none collide', () => {
    const any = keyedSingleton((...parts: unknown[]) => ({ parts }), { max: 100, name: 'any' });
    const keys = [
      [1],
      ['1'],
      [null],
      [],
      ['null'],
      ['a', 'b'],
      ['ab'],
      ['a,b'],
      [['a', 'b']],
      [{ a: 1, b: [2] }],
      [new Date(0)],
      [Number.NaN],
    ];
    const all = keys.map((key) => any(...key));
    expect(new Set(all).size).to.equal(keys.length);
    expect(keys.map((key) => any(...structuredClone(key)))).to.have.ordered.members(all);
    expect([any(undefined), any({ b: [2], a: 1 }), any(0)]).to.have.ordered.members([any(), all[9], any(-0)]);
    expect(registry.stats().singletons.find(({ name }) => name === 'any')?.size).to.equal(13);
  });

  it('take key builders by name, registered before or after', () => {
    const byTenant = keyedSingleton((event: { tenant: string; id: number }) => clients.make(event.tenant), { key: 'keyed:tenant', max: 5 });
    registry.keyBuilders.set('keyed:tenant', (event) => event.tenant);
    expect(byTenant({ tenant: 'a', id: 1 })).to.equal(byTenant({ tenant: 'a', id: 2 }));
    registry.keyBuilders.delete('keyed:tenant');
  });

  it('take a class that builds keys', () => {
    @ContainerSingleton
    class ByRegion implements KeyBuilderObject<[city: string]> {
      build(city: string): Key {
        return city.length;
      }
    }
    class Databases {
      @KeyedSingleton({ key: ByRegion, max: 5 })
      near(city: string): Client {
        return clients.make(city);
      }
    }
    expect(new Databases().near('Lyon')).to.equal(new Databases().near('Nice')).and.not.to.equal(new Databases().near('Lille'));
  });

  it('name a builder that is not there in an error of the first call', () => {
    const lost = keyedSingleton(
      function lost(tenant: string) {
        return clients.make(tenant);
      },
      { key: 'keyed:nowhere', max: 5 },
    );
    expect(() => lost('a')).to.throw(
      /Invalid option "key" of keyedSingleton\(lost\): received 'keyed:nowhere', which is no registered key builder/,
    );
  });

  it('report arguments that make no key, and builders that fail, as @Cached does', async () => {
    const built = keyedSingleton((client: object) => client, { max: 2 });
    const error = await errorOf(() => built(new (class Thing {})()));
    expect(error).to.have.property('code', 'ERR_WARMSCOPE_CACHE_KEY');
    expect(error.message).to.match(/is or contains an instance of Thing.*@KeyedSingleton\(\{ key: /);
    class Databases {
      @KeyedSingleton({
        key: (): Key => {
          throw new Error('no tenant');
        },
        max: 2,
      })
      async pool(tenant: string): Promise<Client> {
        return clients.make(tenant);
      }
    }
    const rejected = new Databases().pool('a');
    expect(rejected).to.be.instanceOf(Promise);
    expect((await errorOf(() => rejected)).message).to.match(/^The key builder of Databases.pool threw: Error, see `cause`/);
  });

  it('build an async client once, however many ask at the same time, and give all the same promise', async () => {
    const gate = deferred();
    const connect = keyedSingleton(
      async (tenant: string) => {
        await gate.promise;
        return clients.make(tenant);
      },
      { max: 2 },
    );
    const [one, other, third] = [connect('a'), connect('a'), connect('b')];
    expect(one).to.equal(other);
    gate.resolve();
    expect(await one)
      .to.equal(await other)
      .and.not.to.equal(await third);
    expect(await connect('a')).to.equal(await one);
    expect(clients.built).to.deep.equal(['a1', 'b1']);
  });

  it('do not keep a build that failed: the next call tries again, and nothing of it is left', async () => {
    let failures = 2;
    const connect = keyedSingleton(
      async (tenant: string) => {
        await nextTurn();
        if (failures-- > 0) throw new Error('refused');
        return clients.make(tenant);
      },
      { max: 2, name: 'refused at first' },
    );
    const together = await Promise.allSettled([connect('a'), connect('a')]);
    expect(together.map(({ status }) => status)).to.deep.equal(['rejected', 'rejected']);
    expect((await errorOf(() => connect('a'))).message).to.equal('refused');
    expect(await connect('a')).to.have.property('id', 'a1');
    const sync = keyedSingleton(
      (tenant: string): Client => {
        if (failures-- > -2) throw new Error(`no ${tenant}`);
        return clients.make(tenant);
      },
      { max: 2 },
    );
    expect(() => sync('a')).to.throw('no a');
    expect(sync('a')).to.have.property('id', 'a2');
  });

  it('refuse a client that needs itself, and let it need one of another key', () => {
    const down = keyedSingleton((depth: number): { next?: unknown } => (depth === 0 ? {} : { next: down(depth - 1) }), {
      max: 9,
      name: 'down',
    });
    expect(down(3)).to.deep.equal({ next: { next: { next: {} } } });
    const round = keyedSingleton((step: number): unknown => round((step + 1) % 3), { max: 9, name: 'round' });
    expect(() => round(0)).to.throw(/round needs itself to be built: round -> round -> round -> round/);
  });

  it('keep the name, the length and the metadata of what they replace, and refuse `new`', () => {
    const marked = Object.assign(
      function pools(tenant: string, _region: string): Client {
        return clients.make(tenant);
      },
      { mark: 'mine' },
    );
    const pools = keyedSingleton(marked, { max: 1 });
    expect([pools.name, pools.length, pools.mark]).to.deep.equal(['pools', 2, 'mine']);
    expect(() => Reflect.construct(pools, ['a'])).to.throw(TypeError);
  });

  it('work below and above the decorators of others', () => {
    class Databases {
      @Outer
      @KeyedSingleton({ max: 2 })
      below(tenant: string): Client {
        return clients.make(`below ${tenant}`);
      }
      @KeyedSingleton({ max: 2 })
      @Outer
      above(tenant: string): Client {
        return clients.make(`above ${tenant}`);
      }
    }
    const databases = new Databases();
    expect(databases.below('a')).to.equal(databases.below('a'));
    expect(databases.above('a')).to.equal(databases.above('a'));
  });

  it('share nothing between members, whatever they are called', () => {
    const make = () => keyedSingleton((tenant: string) => clients.make(tenant), { max: 2, name: 'same' });
    expect(make()('a')).not.to.equal(make()('a'));
  });
});
