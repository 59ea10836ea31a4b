import { expect } from 'chai';
import { Cached, ContainerSingleton, containerSingleton, registry } from '../../src/index.js';
import type { Singleton } from '../../src/singletons/singleton.js';
import { invalidate } from '../../src/singletons/withdrawals.js';
import { useFakeClock } from '../support/clock.js';
import { containerRegistry } from '../support/container.js';
import { deferred, errorOf, nextTurn } from '../support/deferred.js';
import { collectReports } from '../support/warnings.js';
import { begin, endAll, once } from './open-invocation.js';

describe('a replaced singleton', () => {
  collectReports();
  const clock = useFakeClock();
  let builds: string[];
  let disposed: string[];
  beforeEach(() => {
    [builds, disposed] = [[], []];
  });
  afterEach(async () => {
    await endAll();
    expect(containerRegistry.gate.slow, 'reads take the short way again').to.equal(0);
    await registry.dispose();
  });

  const expire = (): void => clock.advance(3_600_000);
  const make = (name: string) => {
    const id = `${name}${builds.filter((one) => one.startsWith(name)).length + 1}`;
    builds.push(id);
    return { id, close: () => void disposed.push(id) };
  };
  const mortal = () => containerSingleton(() => make('db'), { maxAge: '1h' });
  const singletonOf = (token: object): Singleton => containerRegistry.singletons.find(token) ?? expect.fail('unknown');

  it('takes along what was built with it, through any number of steps and ways of reading', async () => {
    const db = mortal();
    @ContainerSingleton({ inject: [db] })
    class Injected {
      constructor(readonly db: { id: string }) {}
    }
    @ContainerSingleton
    class ReadsInConstructor {
      readonly db = registry.resolve(Injected).db;
    }
    class Billing {
      @ContainerSingleton()
      get client(): { db: { id: string } } {
        return { db: registry.resolve(ReadsInConstructor).db };
      }
    }
    const late = containerSingleton(async () => {
      await nextTurn();
      const { client } = new Billing();
      await nextTurn();
      return { db: client.db };
    });
    const unrelated = containerSingleton(() => ({}));
    const ids = () =>
      once(async () =>
        [registry.resolve(Injected), registry.resolve(ReadsInConstructor), new Billing().client, await late()].map((one) => one.db.id),
      );
    expect(await ids()).to.deep.equal(['db1', 'db1', 'db1', 'db1']);
    const kept = unrelated();
    expire();
    expect(await ids()).to.deep.equal(['db2', 'db2', 'db2', 'db2']);
    expect([unrelated() === kept, builds]).to.deep.equal([true, ['db1', 'db2']]);
  });

  it('takes along what read it in a cached method that loaded for the build', async () => {
    const db = mortal();
    class Settings {
      @Cached({ ttl: '1m' })
      async url(): Promise<string> {
        await nextTurn();
        return db().id;
      }
    }
    const settings = new Settings();
    const [one, other] = [
      containerSingleton(async () => ({ url: await settings.url() })),
      containerSingleton(async () => [await settings.url()]),
    ];
    expect(await once(() => Promise.all([one(), other()]))).to.deep.equal([{ url: 'db1' }, ['db1']]);
    expire();
    expect(await once(() => Promise.all([one(), other()]))).to.deep.equal([{ url: 'db2' }, ['db2']]);
  });

  it('leaves alone what reads it later, in a method', async () => {
    const db = mortal();
    @ContainerSingleton
    class Lazy {
      readonly number = builds.push('lazy');
      read(): string {
        return db().id;
      }
    }
    expect(await once(() => registry.resolve(Lazy).read())).to.equal('db1');
    expire();
    expect(await once(() => registry.resolve(Lazy).read())).to.equal('db2');
    expect(builds).to.deep.equal(['lazy', 'db1', 'db2']);
  });

  it('is disposed with its dependents in reverse order of creation, when the last invocation that may hold them ends', async () => {
    const db = mortal();
    const orders = containerSingleton(() => ({ ...make('orders'), db: db() }));
    const shop = containerSingleton(async () => ({ ...make('shop'), orders: orders() }));
    const long = await begin();
    await long.run(shop);
    expire();
    const next = await begin();
    expect((await next.run(shop)).orders.db.id).to.equal('db2');
    expect((await long.run(shop)).orders.db.id).to.equal('db1');
    expect((await long.run(orders)).db.id).to.equal('db1');
    expect(disposed).to.deep.equal([]);
    await long.end();
    expect(disposed).to.deep.equal(['shop1', 'orders1', 'db1']);
  });

  it('is not kept for a long invocation that still has its predecessor', async () => {
    const db = mortal();
    const orders = containerSingleton(() => ({ ...make('orders'), db: db() }));
    const long = await begin();
    await long.run(orders);
    for (let round = 2; round < 5; round++) {
      expire();
      const next = await begin();
      expect((await next.run(orders)).db.id).to.equal(`db${round}`);
      await next.end();
    }
    expire();
    await (await begin()).end();
    expect(disposed).to.deep.equal(['orders2', 'db2', 'orders3', 'db3', 'orders4', 'db4']);
    expect((await long.run(orders)).db.id).to.equal('db1');
    await long.end();
    expect(disposed.slice(6)).to.deep.equal(['orders1', 'db1']);
  });

  it('is kept for a long invocation that has built it into something', async () => {
    const db = mortal();
    const orders = containerSingleton(() => ({ ...make('orders'), db: db() }));
    const long = await begin();
    await long.run(db);
    expire();
    const next = await begin();
    expect((await long.run(orders)).db.id).to.equal('db2');
    await next.end();
    expire();
    await (await begin()).end();
    expect(disposed).to.deep.equal([]);
    await long.end();
    expect(disposed).to.deep.equal(['orders1', 'db2', 'db1']);
  });

  it('is kept for a long invocation as long as that has what was built with it, replaced earlier', async () => {
    const db = containerSingleton(() => make('db'), { maxAge: '1h' });
    const mail = containerSingleton(() => make('mail'), { maxAge: '90m' });
    const orders = containerSingleton(() => ({ ...make('orders'), db: db(), mail: mail() }));
    const long = await begin();
    await long.run(mail);
    clock.advance(90 * 60_000);
    await (await begin()).end();
    expect((await long.run(orders)).mail.id, 'pinned to the first mail, and built with the second').to.equal('mail2');
    clock.advance(60 * 60_000);
    await (await begin()).end();
    clock.advance(30 * 60_000);
    await (await begin()).end();
    expect((await long.run(orders)).mail.id).to.equal('mail2');
    expect(disposed).to.deep.equal([]);
    await long.end();
    expect(disposed).to.deep.equal(['orders1', 'mail2', 'db1', 'mail1']);
  });

  it('is never what an invocation that still has it builds into something new', async () => {
    const db = mortal();
    const orders = containerSingleton(() => db().id);
    const long = await begin();
    await long.run(db);
    expire();
    await begin();
    expect([await long.run(orders), (await long.run(db)).id]).to.deep.equal(['db2', 'db1']);
  });

  it('was read by a build under way: that is begun again, its readers get the second, the first is disposed', async () => {
    const db = mortal();
    const gate = deferred();
    const orders = containerSingleton(async () => {
      const { id } = db();
      await gate.promise;
      return { ...make('orders'), db: id };
    });
    const shop = containerSingleton(async () => ({ db: (await orders()).db }));
    const long = await begin();
    const early = long.run(shop);
    expire();
    const next = await begin();
    const late = next.run(shop);
    gate.resolve();
    expect([(await early).db, (await late).db, (await long.run(orders)).db]).to.deep.equal(['db2', 'db2', 'db2']);
    expect(builds).to.deep.equal(['db1', 'db2', 'orders1', 'orders2']);
    await nextTurn();
    expect(disposed).to.deep.equal(['orders1']);
    expect(registry.stats().singletons.at(-2)).to.include({ builds: 2, disposals: 1 });
  });

  it('was read by a build that then fails: its readers get the one after it', async () => {
    const db = mortal();
    const gate = deferred();
    const orders = containerSingleton(async () => {
      const { id } = db();
      if (id === 'db1') await gate.promise;
      return id;
    });
    const early = (await begin()).run(orders);
    expire();
    await begin();
    gate.reject(new Error('the old one is gone'));
    expect(await early).to.equal('db2');
  });

  it('that is replaced again and again while something is built with it does not hold that up for ever', async () => {
    const db = mortal();
    let rounds = 0;
    const orders = containerSingleton(() => {
      rounds++;
      const { id } = db();
      invalidate(containerRegistry.succession, [singletonOf(db)]);
      return id;
    });
    expect(orders()).to.equal('db3');
    expect(rounds).to.equal(3);
  });

  it('is disposed once, with the others, by registry.dispose()', async () => {
    const db = mortal();
    const orders = containerSingleton(() => ({ ...make('orders'), db: db() }));
    const long = await begin();
    await long.run(orders);
    expire();
    await (await begin()).run(orders);
    await registry.dispose();
    expect(disposed).to.deep.equal(['orders2', 'db2', 'orders1', 'db1']);
    expect((await long.run(db)).id, 'nobody goes on with what is disposed').to.equal('db3');
    await endAll();
    expect(disposed).to.have.lengthOf(4);
  });

  it('leaves cycles printed as ever', async () => {
    const one: () => unknown = containerSingleton(async () => [await two()], { name: 'one', maxAge: '1h' });
    const two: () => unknown = containerSingleton(async () => nextTurn().then(one), { name: 'two', maxAge: '1h' });
    expect((await errorOf(one)).message).to.match(/one -> two -> one|two -> one -> two/);
    expire();
    expect((await errorOf(() => once(two))).message).to.match(/one -> two -> one|two -> one -> two/);
  });

  it('that is invalidated is new for everybody at once, and disposed when all that run have ended', async () => {
    const db = mortal();
    const orders = containerSingleton(() => ({ ...make('orders'), db: db().id }));
    const [first, second] = [await begin(), await begin()];
    await first.run(orders);
    invalidate(containerRegistry.succession, [singletonOf(db)]);
    expect([(await first.run(orders)).db, (await second.run(orders)).db, (await first.run(db)).id]).to.deep.equal(['db2', 'db2', 'db2']);
    await first.end();
    expect(disposed).to.deep.equal([]);
    await second.end();
    expect(disposed).to.deep.equal(['orders1', 'db1']);
  });

  it('that is invalidated while it is being built is built again', async () => {
    const gates = [deferred(), deferred()];
    const db = containerSingleton(async () => {
      const number = builds.push('db');
      await gates[number - 1]?.promise;
      return number;
    });
    const early = db();
    invalidate(containerRegistry.succession, [singletonOf(db)]);
    const late = db();
    gates[1]?.resolve();
    expect(await late).to.equal(2);
    gates[0]?.resolve();
    expect(await early).to.equal(2);
  });
});
