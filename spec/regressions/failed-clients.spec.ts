// Kind of fault: Whatever was built with the promise of a client whose build failed was kept for the container's life, although it could never work.
import { expect } from 'chai';
import { ContainerSingleton, containerSingleton, createHandler, registry, runInvocation } from '../../src/index.js';
import { useFakeClock } from '../support/clock.js';
import { deferred, errorOf, nextTurn } from '../support/deferred.js';
import { begin, endAll } from '../support/open-invocation.js';
import { collectReports } from '../support/warnings.js';

interface Db {
  readonly row: string;
}

describe('regression: clients that fail once', () => {
  collectReports();
  const clock = useFakeClock();
  afterEach(async () => {
    await endAll();
    await registry.dispose();
  });

  /** A client whose builds fail or not, in turn; then they succeed. */
  const failing = (...outcomes: boolean[]) => {
    let builds = 0;
    return containerSingleton(async (): Promise<Db> => {
      const build = ++builds;
      if (outcomes[build - 1] === true) throw new Error(`refused ${build}`);
      return { row: `row ${build}` };
    });
  };

  const holders: Record<string, (db: () => Promise<Db>) => () => { db: Promise<Db> }> = {
    inject: (db) => {
      @ContainerSingleton({ inject: [db] })
      class Orders {
        constructor(readonly db: Promise<Db>) {}
      }
      return () => registry.resolve(Orders);
    },
    'a field': (db) => {
      @ContainerSingleton
      class Orders {
        readonly db = db();
      }
      return () => registry.resolve(Orders);
    },
    'a getter': (db) => {
      class Orders {
        @ContainerSingleton()
        get client() {
          return { db: db() };
        }
      }
      return () => new Orders().client;
    },
    'a static method': (db) => {
      class Orders {
        @ContainerSingleton()
        static client() {
          return { db: db() };
        }
      }
      return () => Orders.client();
    },
    'a function': (db) => containerSingleton(() => ({ db: db() })),
    'three levels': (db) => {
      const one = containerSingleton(() => ({ db: db() }));
      const two = containerSingleton(() => ({ one: one() }));
      return containerSingleton(() => ({ db: two().one.db }));
    },
  };

  for (const [what, make] of Object.entries(holders)) {
    it(`are built anew, together with what holds their promise: ${what}`, async () => {
      const read = make(failing(true));
      expect(await errorOf(() => read().db)).to.have.property('message', 'refused 1');
      const second = read();
      expect(await second.db).to.deep.equal({ row: 'row 2' });
      expect(read()).to.equal(second);
    });

    it(`are built anew after a failed renewal, without changing invocations that began earlier: ${what}`, async () => {
      let builds = 0;
      const db = containerSingleton(
        async () => {
          if (++builds === 2) throw new Error('refused');
          return { row: `row ${builds}` };
        },
        { maxAge: '1h' },
      );
      const read = make(db);
      const long = await begin();
      expect(await long.run(() => read().db)).to.deep.equal({ row: 'row 1' });
      clock.advance(3_600_000);
      expect(await errorOf(() => runInvocation({}, () => read().db))).to.have.property('message', 'refused');
      expect(await runInvocation({}, () => read().db)).to.deep.equal({ row: 'row 3' });
      expect(await long.run(() => read().db)).to.deep.equal({ row: 'row 1' });
    });
  }

  it('reject only the callers that wait, if nothing awaits the promise that was handed to a constructor', async () => {
    for (const make of Object.values(holders)) make(failing(true))();
    await nextTurn();
  });

  it('make at most the first invocation of a handler class fail', async () => {
    const db = failing(true);
    class Plain {
      readonly db = db();
      async handle(): Promise<string> {
        return (await this.db).row;
      }
    }
    const handler = createHandler(Plain);
    await handler(undefined, undefined).catch(() => undefined);
    expect([await handler(undefined, undefined), await handler(undefined, undefined)]).to.deep.equal(['row 2', 'row 2']);
  });

  it('make at most the first invocation fail if the client of a handler class is eager', async () => {
    let builds = 0;
    class Clients {
      @ContainerSingleton({ eager: true })
      static async db(): Promise<Db> {
        if (++builds === 1) throw new Error('refused');
        return { row: `row ${builds}` };
      }
    }
    @ContainerSingleton
    class Orders {
      readonly db = Clients.db();
      async handle(): Promise<string> {
        return (await this.db).row;
      }
    }
    const handler = createHandler(Orders);
    await nextTurn();
    await handler(undefined, undefined).catch(() => undefined);
    expect([await handler(undefined, undefined), await handler(undefined, undefined)]).to.deep.equal(['row 2', 'row 2']);
  });

  it('are one client again for invocations that met the failure together', async () => {
    const gate = deferred();
    let builds = 0;
    const db = containerSingleton(async () => {
      const build = ++builds;
      await gate.promise;
      if (build === 1) throw new Error('refused');
      return { row: `row ${build}` };
    });
    const read = holders.inject?.(db) ?? expect.fail();
    const [one, other] = [await begin(), await begin()];
    const first = [one, other].map(({ run }) => errorOf(() => run(() => read().db)));
    await nextTurn();
    gate.resolve();
    for (const error of await Promise.all(first)) expect(error).to.have.property('message', 'refused');
    expect(await Promise.all([one, other].map(({ run }) => run(() => read().db)))).to.deep.equal([{ row: 'row 2' }, { row: 'row 2' }]);
    expect(builds).to.equal(2);
  });

  it('make a build that awaits them fail with the same error, once', async () => {
    const db = failing(true);
    let tries = 0;
    const orders = containerSingleton(async () => {
      tries++;
      return { row: (await db()).row };
    });
    const outcomes = await Promise.all([errorOf(orders), errorOf(orders)]);
    expect(outcomes.map(({ message }) => message)).to.deep.equal(['refused 1', 'refused 1']);
    expect([await orders(), tries]).to.deep.equal([{ row: 'row 2' }, 2]);
  });

  it('have the holders of their promise disposed once no invocation can hold these', async () => {
    const gate = deferred();
    let closed = 0;
    const db = containerSingleton(() => gate.promise);
    const orders = containerSingleton(() => ({ db: db(), close: () => closed++ }));
    const [one, other] = [await begin(), await begin()];
    await one.run(() => void orders());
    gate.reject(new Error('refused'));
    await nextTurn();
    await one.end();
    expect(closed).to.equal(0);
    await other.end();
    expect(closed).to.equal(1);
  });
});
