import { expect } from 'chai';
import { containerSingleton, createHandler, registry, runInvocation } from '../../src/index.js';
import { KeyedSingleton, keyedSingleton } from '../../src/keyed/index.js';
import { containerRegistry } from '../support/container.js';
import { type Deferred, deferred, nextTurn } from '../support/deferred.js';
import { keepInvariants } from '../support/invariants.js';
import { begin } from '../support/open-invocation.js';
import { collectReports } from '../support/warnings.js';
import { type Client, useClients } from './clients.js';

describe('the bound of keyed singletons', () => {
  collectReports();
  keepInvariants();
  const clients = useClients();
  afterEach(() => expect(containerRegistry.gate.slow, 'reads take the short way again').to.equal(0));
  const pools = (max: number) => keyedSingleton((tenant: string) => clients.make(tenant), { max });

  it('lets the least recently used go, at once outside of any invocation', () => {
    const pool = pools(2);
    pool('a');
    pool('b');
    pool('a');
    pool('c');
    expect([clients.closed, clients.open()]).to.deep.equal([['b1'], ['a1', 'c1']]);
    pool('b');
    expect([clients.closed, clients.open()]).to.deep.equal([
      ['b1', 'a1'],
      ['c1', 'b2'],
    ]);
  });

  it('is never exceeded with one client for all keys', () => {
    const pool = pools(1);
    for (const tenant of ['a', 'b', 'c', 'a']) {
      pool(tenant);
      expect(clients.open()).to.have.length(1);
    }
  });

  it('disposes what had to make room when the last invocation that has read it ends', async () => {
    const pool = pools(1);
    const [one, other, third] = [await begin(), await begin(), await begin()];
    const held = await one.run(() => pool('a'));
    expect(await other.run(() => pool('a'))).to.equal(held);
    await third.run(() => pool('b'));
    expect(clients.closed).to.deep.equal([]);
    await one.end();
    expect(clients.closed).to.deep.equal([]);
    await other.end();
    expect(clients.closed).to.deep.equal(['a1']);
  });

  it('is not held up by an invocation that runs on and has read nothing of it', async () => {
    const pool = pools(2);
    await begin();
    for (let number = 0; number < 20; number++) await runInvocation({}, () => pool(`t${number} `));
    expect(clients.open()).to.deep.equal(['t18 1', 't19 1']);
  });

  it('gives back the same client to whoever asks for it before its disposal, in the same or another invocation', async () => {
    const pool = pools(1);
    const [one, other] = [await begin(), await begin()];
    const held = await one.run(() => pool('a'));
    await other.run(() => pool('b'));
    const late = await begin();
    expect(await late.run(() => pool('a'))).to.equal(held);
    expect(await other.run(() => pool('a'))).to.equal(held);
    await one.end();
    expect(clients.open()).to.deep.equal(['a1', 'b1']);
    await other.end();
    expect(clients.open()).to.deep.equal(['a1']);
    await late.end();
    expect(clients.open()).to.deep.equal(['a1']);
    expect(pool('a')).to.equal(held);
  });

  it('makes a new client for whoever asks after the disposal', async () => {
    const pool = pools(1);
    const one = await begin();
    const held = await one.run(() => pool('a'));
    await one.run(() => pool('b'));
    expect(await one.run(() => [pool('a'), pool('b')])).to.have.ordered.members([held, await one.run(() => pool('b'))]);
    await one.end();
    expect(clients.closed).to.deep.equal(['a1']);
    expect(pool('a')).to.have.property('id', 'a2');
  });

  it('counts what is kept: builds under way and failed ones make nobody go', async () => {
    const gates = new Map<string, Deferred<void>>();
    const connect = keyedSingleton(
      async (tenant: string) => {
        const gate = deferred();
        gates.set(tenant, gate);
        await gate.promise;
        return clients.make(tenant);
      },
      { max: 1, name: 'counted' },
    );
    const first = connect('a');
    gates.get('a')?.resolve();
    await first;
    const [failing, coming] = [connect('b'), connect('c')];
    expect(clients.open()).to.deep.equal(['a1']);
    gates.get('b')?.reject(new Error('refused'));
    await failing.catch(() => undefined);
    expect([clients.open(), rowOf('counted')?.evictions]).to.deep.equal([['a1'], 0]);
    gates.get('c')?.resolve();
    await coming;
    expect([clients.open(), rowOf('counted')?.evictions]).to.deep.equal([['c1'], 1]);
  });

  it('disposes clients that have nothing to do with each other at the same time', async () => {
    const gate = deferred();
    const begun: string[] = [];
    const pool = keyedSingleton((tenant: string) => ({ tenant }), {
      max: 1,
      dispose: ({ tenant }) => {
        begun.push(tenant);
        return gate.promise;
      },
    });
    const one = await begin();
    await one.run(() => ['a', 'b', 'c'].map(pool));
    const end = one.end();
    await nextTurn();
    expect(begun).to.deep.equal(['b', 'a']);
    gate.resolve();
    await end;
  });

  it('an invocation waits for the disposals that it set off', async () => {
    const gate = deferred();
    const pool = keyedSingleton((tenant: string) => ({ tenant }), { max: 1, dispose: () => gate.promise });
    let hasEnded = false;
    const handler = createHandler((tenants: string[]) => void tenants.map(pool));
    const call = handler(['a', 'b'], {}).then(() => {
      hasEnded = true;
    });
    await nextTurn();
    expect(hasEnded).to.equal(false);
    gate.resolve();
    await call;
  });

  it('may be large without any memory being reserved for it', () => {
    const before = process.memoryUsage().rss;
    const pool = pools(2 ** 32 - 1);
    pool('a');
    pool('b');
    expect(clients.closed).to.deep.equal([]);
    expect(process.memoryUsage().rss - before).to.be.lessThan(2 ** 27);
  });

  describe('and dependents', () => {
    it('what was built with a client goes with it, before it, and is seen by running invocations until they end', async () => {
      const pool = pools(1);
      class Repositories {
        @KeyedSingleton({ max: 9 })
        orders(tenant: string): Client & { pool: Client } {
          return Object.assign(clients.make(`orders ${tenant}`), { pool: pool(tenant) });
        }
      }
      const service = containerSingleton(() => Object.assign(clients.make('service'), { orders: new Repositories().orders('a') }));
      const running = await begin();
      const seen = await running.run(() => [service(), new Repositories().orders('a')]);
      await running.run(() => pool('b'));
      expect(clients.closed).to.deep.equal([]);
      expect(await running.run(() => [service(), new Repositories().orders('a')])).to.have.ordered.members(seen);
      const next = await begin();
      const renewed = await next.run(() => service());
      expect([renewed.id, renewed.orders.id, renewed.orders.pool.id]).to.deep.equal(['service2', 'orders a2', 'a1']);
      await running.end();
      expect(clients.closed).to.have.members(['service1', 'orders a1', 'b1']);
      expect(clients.closed.indexOf('service1')).to.be.lessThan(clients.closed.indexOf('orders a1'));
      await next.end();
      pool('c');
      await nextTurn();
      expect(clients.closed.slice(3)).to.deep.equal(['service2', 'orders a2', 'a1']);
    });

    it('a client can come back as long as the disposal of what was built with it takes', async () => {
      const pool = pools(1);
      const gates = [deferred(), deferred()];
      const repository = keyedSingleton((tenant: string) => ({ tenant, pool: pool(tenant) }), {
        max: 9,
        dispose: () => gates.shift()?.promise,
      });
      const { pool: used } = repository('a');
      const [first] = gates;
      pool('b');
      expect([pool('a'), clients.closed]).to.deep.equal([used, ['b1']]);
      first?.resolve();
      await nextTurn();
      expect(used.isOpen).to.equal(true);
      const [second] = gates;
      repository('a');
      pool('b');
      await nextTurn();
      expect(clients.closed).to.deep.equal(['b1']);
      second?.resolve();
      await nextTurn();
      expect(clients.closed).to.deep.equal(['b1', 'a1']);
    });

    it('a client that is being built with one keeps it', async () => {
      const pool = pools(1);
      const gate = deferred();
      const service = containerSingleton(async () => {
        const used = pool('a');
        await gate.promise;
        return { used };
      });
      const building = service();
      pool('b');
      expect(clients.closed).to.deep.equal([]);
      gate.resolve();
      const { used } = await building;
      expect([used.id, used.isOpen, clients.closed]).to.deep.equal(['a1', true, ['b1']]);
      expect((await service()).used).to.equal(used);
    });

    it('what a failed build has read is free again', async () => {
      const pool = pools(1);
      const service = containerSingleton(() => {
        pool('a');
        pool('b');
        throw new Error('no');
      });
      expect(service).to.throw('no');
      await nextTurn();
      expect(clients.open()).to.deep.equal(['b1']);
    });

    it('a client that needs more than may be kept is given, and not kept', async () => {
      const pool = pools(1);
      const service = containerSingleton(() => [pool('a'), pool('b')]);
      await runInvocation({}, () => {
        const given = service();
        expect(given.every(({ isOpen }) => isOpen)).to.equal(true);
        expect(service()).to.equal(given);
      });
      expect(clients.open()).to.have.length(1);
    });
  });
});

const rowOf = (name: string) => registry.stats().singletons.find((row) => row.name === name);
