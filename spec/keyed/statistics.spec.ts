import { expect } from 'chai';
import { containerSingleton, RetryAfterInvalidate, registry, runInvocation } from '../../src/index.js';
import { KeyedSingleton, keyedSingleton } from '../../src/keyed/index.js';
import { useFakeClock } from '../support/clock.js';
import { nextTurn } from '../support/deferred.js';
import { collected } from '../support/garbage.js';
import { begin } from '../support/open-invocation.js';
import { collectReports } from '../support/warnings.js';
import { type Client, useClients } from './clients.js';

const rowsOf = (name: string) => registry.stats().singletons.filter((row) => row.name === name);

describe('the statistics of keyed singletons', () => {
  collectReports();
  const clock = useFakeClock();
  const clients = useClients();

  it('are one row for the member, JSON-safe, without any key', async () => {
    class Accounts {
      @KeyedSingleton({ key: (tenant: string) => tenant, max: 2 })
      pool(tenant: string): Client {
        clock.advance(5);
        return clients.make(tenant);
      }
    }
    const databases = new Accounts();
    const one = await begin();
    await one.run(() => ['secret-a', 'secret-b', 'secret-c'].map((tenant) => databases.pool(tenant)));
    const expected = { name: 'Accounts.pool', builds: 3, buildMs: 15, disposals: 0, ageMs: 5, idleMs: 0, size: 2, max: 2, evictions: 1 };
    expect(rowsOf('Accounts.pool')).to.deep.equal([expected]);
    await one.end();
    clock.advance(100);
    expect(rowsOf('Accounts.pool')).to.deep.equal([{ ...expected, disposals: 1, ageMs: 105, idleMs: 100 }]);
    const text = JSON.stringify(registry.stats());
    expect(JSON.parse(text)).to.deep.equal(registry.stats());
    expect(text).not.to.contain('secret');
  });

  it('begin with nothing, and number members of one name', () => {
    const make = () => keyedSingleton((tenant: string) => ({ tenant }), { max: 7, name: 'twin' });
    const kept = [make(), make()];
    const nothing = { builds: 0, buildMs: 0, disposals: 0, ageMs: 0, idleMs: 0, size: 0, max: 7, evictions: 0 };
    expect(registry.stats().singletons.filter(({ name }) => name.startsWith('twin'))).to.deep.equal([
      { name: 'twin', ...nothing },
      { name: 'twin#2', ...nothing },
    ]);
    expect(kept).to.have.length(2);
  });

  it('leave out a member that nobody can call any more; its clients are disposed at the next boundary', async () => {
    const evaluate = () => keyedSingleton((tenant: string) => clients.make(tenant), { max: 7, name: 'evaluated' });
    let pool: ReturnType<typeof evaluate> | undefined = evaluate();
    ['a', 'b'].map(pool);
    expect(rowsOf('evaluated')).to.have.length(1);
    pool = undefined;
    await collected(() => rowsOf('evaluated').length === 0, 'the member');
    await runInvocation({}, () => undefined);
    expect(clients.open()).to.deep.equal([]);
  });
});

describe('@RetryAfterInvalidate with keyed singletons', () => {
  collectReports();
  const clients = useClients();

  class Databases {
    @KeyedSingleton({ max: 9 })
    pool(tenant: string): Client {
      return clients.make(tenant);
    }
    @KeyedSingleton({ max: 9 })
    static queue(name: string): Client {
      return clients.make(name);
    }
  }
  const connection = keyedSingleton((tenant: string) => clients.make(`c${tenant}`), { max: 9 });
  const fails = new Set<string>();
  const use = (client: Client): string => {
    if (fails.delete(client.id)) throw new Error('dead');
    return client.id;
  };
  class Orders extends Databases {
    @RetryAfterInvalidate({ on: () => true, invalidates: [[() => Databases, 'pool']] })
    byClass(tenant: string): string {
      return use(this.pool(tenant));
    }
    @RetryAfterInvalidate({ on: () => true, invalidates: ['pool'] })
    byName(tenant: string): string {
      return use(this.pool(tenant));
    }
    @RetryAfterInvalidate({ on: () => true, invalidates: [connection] })
    async byReader(tenant: string): Promise<string> {
      await nextTurn();
      return use(connection(tenant));
    }
    @RetryAfterInvalidate({ on: () => true, invalidates: [() => connection] })
    byReference(tenant: string): string {
      return use(connection(tenant));
    }
    @RetryAfterInvalidate({ on: () => true, invalidates: [[() => Databases, 'queue']] })
    ofStatic(name: string): string {
      return use(Databases.queue(name));
    }
  }
  beforeEach(() => fails.clear());

  for (const [way, id] of [
    ['byClass', 'a'],
    ['byName', 'a'],
    ['byReader', 'ca'],
    ['byReference', 'ca'],
    ['ofStatic', 'a'],
  ] as const) {
    it(`renews the clients that the invocation has read, and no others: ${way}`, async () => {
      const orders = new Orders();
      await runInvocation({}, () => orders[way]('b'));
      fails.add(`${id}1`);
      await runInvocation({}, async () => expect(await orders[way]('a')).to.equal(`${id}2`));
      expect(clients.closed).to.deep.equal([`${id}1`]);
      expect(clients.built).to.have.length(3);
    });
  }

  it('renews all of them outside of any invocation, where nobody knows who has read what', () => {
    const orders = new Orders();
    orders.byClass('b');
    fails.add('a1');
    expect(orders.byClass('a')).to.equal('a2');
    expect(clients.closed).to.have.members(['a1', 'b1']);
  });

  it('gives up nothing that another call of the invocation has renewed meanwhile', async () => {
    const orders = new Orders();
    connection('a');
    fails.add('ca1');
    let calls = 0;
    class Fragile {
      @RetryAfterInvalidate({ on: () => true, invalidates: [connection] })
      async use(): Promise<string> {
        const client = connection('a');
        await nextTurn();
        calls++;
        if (client.id === 'ca1') throw new Error('dead');
        return client.id;
      }
    }
    const fragile = new Fragile();
    await runInvocation({}, async () => expect(await Promise.all([fragile.use(), fragile.use()])).to.deep.equal(['ca2', 'ca2']));
    expect([calls, clients.built.length, orders.byReference('a')]).to.deep.equal([4, 2, 'ca2']);
  });

  it('renews what was built with them', async () => {
    const service = containerSingleton(() => ({ id: new Databases().pool('a').id }));
    class Caller {
      @RetryAfterInvalidate({ on: () => true, invalidates: [[() => Databases, 'pool']] })
      call(): string {
        const { id } = service();
        if (id === 'a1') throw new Error('dead');
        return id;
      }
    }
    await runInvocation({}, () => expect(new Caller().call()).to.equal('a2'));
  });
});
