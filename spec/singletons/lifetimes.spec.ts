import { expect } from 'chai';
import { ContainerSingleton, containerSingleton, createHandler, registry } from '../../src/index.js';
import { useFakeClock } from '../support/clock.js';
import { containerRegistry } from '../support/container.js';
import { deferred, errorOf, nextTurn } from '../support/deferred.js';
import { collectReports } from '../support/warnings.js';
import { begin, endAll, once } from './open-invocation.js';

const MINUTE = 60_000;

describe('the lifetimes of singletons', () => {
  const reports = collectReports();
  const clock = useFakeClock();
  let disposed: string[];
  let builds: number;
  beforeEach(() => {
    disposed = [];
    builds = 0;
  });
  afterEach(async () => {
    await endAll();
    await registry.dispose();
  });

  /** A numbered client that notes its disposal. */
  const numbered = (name: string) => (): { id: string; close: () => void } => {
    const id = `${name}${++builds}`;
    return { id, close: () => void disposed.push(id) };
  };

  it('replace one that is too old at the beginning of an invocation, not before, and dispose the old one', async () => {
    const client = containerSingleton(numbered('c'), { maxAge: '50m' });
    await once(client);
    clock.advance(50 * MINUTE - 1);
    expect((await once(client)).id).to.equal('c1');
    clock.advance(1);
    expect((await once(client)).id).to.equal('c2');
    await nextTurn();
    expect(disposed).to.deep.equal(['c1']);
  });

  it('never replace one under a running invocation', async () => {
    const client = containerSingleton(numbered('c'), { maxAge: '50m', maxIdle: '1m' });
    const invocation = await begin();
    expect((await invocation.run(client)).id).to.equal('c1');
    clock.advance(60 * MINUTE);
    expect((await invocation.run(client)).id).to.equal('c1');
    await invocation.end();
    expect(disposed).to.deep.equal([]);
    expect((await once(client)).id).to.equal('c2');
    await nextTurn();
    expect(disposed).to.deep.equal(['c1']);
  });

  it('give the old one to invocations that began before, the new one to those after, and dispose the old when the last holder ends', async () => {
    const client = containerSingleton(numbered('c'), { maxAge: '50m' });
    const [first, second] = [await begin(), await begin()];
    await first.run(client);
    clock.advance(50 * MINUTE);
    const third = await begin();
    const ids = async () => Promise.all([first, second, third].map(async ({ run }) => (await run(client)).id));
    expect(await ids()).to.deep.equal(['c1', 'c1', 'c2']);
    clock.advance(50 * MINUTE);
    const fourth = await begin();
    expect([...(await ids()), (await fourth.run(client)).id]).to.deep.equal(['c1', 'c1', 'c2', 'c3']);
    await first.end();
    expect(disposed).to.deep.equal([]);
    await second.end();
    expect(disposed).to.deep.equal(['c1']);
    await third.end();
    expect(disposed).to.deep.equal(['c1', 'c2']);
    await fourth.end();
    expect([disposed, containerRegistry.gate.slow]).to.deep.equal([['c1', 'c2'], 0]);
    expect(registry.stats().singletons.at(-1)).to.include({ builds: 3, disposals: 2 });
  });

  it('count a use until the invocation that made it ends', async () => {
    const client = containerSingleton(numbered('c'), { maxIdle: '10m' });
    const long = await begin();
    await long.run(client);
    clock.advance(9 * MINUTE);
    await long.end();
    clock.advance(9 * MINUTE);
    expect((await once(client)).id).to.equal('c1');
    clock.advance(10 * MINUTE);
    expect((await once(() => 'no use')) && (await once(client)).id).to.equal('c2');
  });

  it('see a use in an invocation that is still running', async () => {
    const client = containerSingleton(numbered('c'), { maxIdle: '10m' });
    const long = await begin();
    await long.run(client);
    clock.advance(9 * MINUTE);
    await long.run(client);
    const next = await begin();
    clock.advance(9 * MINUTE);
    await long.run(client);
    expect((await (await begin()).run(client)).id).to.equal('c1');
    await next.end();
  });

  it('count the use of what it was injected into', async () => {
    @ContainerSingleton({ maxIdle: '10m' })
    class Db {
      readonly id = ++builds;
    }
    @ContainerSingleton({ inject: [Db] })
    class Orders {
      constructor(readonly db: Db) {}
    }
    for (let round = 0; round < 4; round++) {
      expect((await once(() => registry.resolve(Orders))).db.id).to.equal(1);
      clock.advance(9 * MINUTE);
    }
    clock.advance(MINUTE);
    expect((await once(() => registry.resolve(Orders))).db.id).to.equal(2);
  });

  it('look at the statistics as no use', async () => {
    const client = containerSingleton(numbered('c'), { maxIdle: '10m' });
    await once(client);
    clock.advance(9 * MINUTE);
    registry.stats();
    clock.advance(MINUTE);
    expect((await once(client)).id).to.equal('c2');
  });

  it('replace after a step back of the clock, when nobody knows how old it is', async () => {
    const client = containerSingleton(numbered('c'), { maxAge: '50m' });
    await once(client);
    clock.advance(-MINUTE);
    expect((await once(client)).id).to.equal('c2');
  });

  it('count the age from the beginning of the build', async () => {
    const gate = deferred();
    const client = containerSingleton(async () => gate.promise.then(numbered('c')), { maxAge: '50m' });
    const building = once(client);
    await nextTurn();
    clock.advance(49 * MINUTE);
    gate.resolve();
    await building;
    clock.advance(MINUTE);
    expect((await once(client)).id).to.equal('c2');
  });

  it('keep it for the container with Infinity', async () => {
    const client = containerSingleton(numbered('c'), { maxAge: Number.POSITIVE_INFINITY, maxIdle: Number.POSITIVE_INFINITY });
    await once(client);
    clock.advance(1e12);
    expect((await once(client)).id).to.equal('c1');
  });

  it('are asked at the read where no invocation is running', async () => {
    const aged = containerSingleton(numbered('a'), { maxAge: '50m' });
    const idle = containerSingleton(numbered('i'), { maxIdle: '50m' });
    aged();
    idle();
    for (let round = 0; round < 2; round++) {
      clock.advance(25 * MINUTE - 1);
      expect([aged().id, idle().id]).to.deep.equal(['a1', 'i2']);
    }
    clock.advance(2);
    expect([aged().id, idle().id]).to.deep.equal(['a3', 'i2']);
    await nextTurn();
    clock.advance(50 * MINUTE);
    expect(idle().id).to.equal('i4');
    await nextTurn();
    expect(disposed).to.deep.equal(['a1', 'i2']);
  });

  it('reach, outside of invocations, what was built with it', async () => {
    const db = containerSingleton(numbered('db'), { maxAge: '50m' });
    const orders = containerSingleton(() => ({ db: db().id, id: ++builds }));
    const shop = containerSingleton(() => ({ orders: orders() }));
    expect(shop().orders.db).to.equal('db1');
    clock.advance(50 * MINUTE);
    const renewed = shop();
    expect([renewed.orders.db, shop() === renewed]).to.deep.equal(['db3', true]);
  });

  it('build again at the next use after a rebuild that failed', async () => {
    let tries = 0;
    const client = containerSingleton(
      async () => {
        if (++tries === 2) throw new Error('down');
        return tries;
      },
      { maxAge: '50m' },
    );
    await once(client);
    clock.advance(50 * MINUTE);
    expect(await errorOf(() => once(client))).to.have.property('message', 'down');
    expect(await once(client)).to.equal(3);
  });

  it('rebuild once for 50 readers', async () => {
    const client = containerSingleton(async () => ++builds, { maxAge: '50m' });
    await once(client);
    clock.advance(50 * MINUTE);
    expect(new Set(await once(() => Promise.all(Array.from({ length: 50 }, client))))).to.deep.equal(new Set([2]));
  });

  it('rebuild an eager one at once, without holding up the invocation', async () => {
    const gate = deferred();
    containerSingleton(async () => ++builds > 1 && gate.promise, { eager: true, maxAge: '50m' });
    await registry.ready();
    clock.advance(50 * MINUTE);
    expect(await once(() => nextTurn().then(() => builds))).to.equal(2);
    gate.resolve();
  });

  it('renew the handler class that was built with it', async () => {
    let connections = 0;
    @ContainerSingleton({ maxAge: '50m' })
    class Db {
      readonly id = ++connections;
    }
    @ContainerSingleton({ inject: [Db] })
    class Reports {
      constructor(readonly db: Db) {}
      handle(): number {
        return this.db.id;
      }
    }
    const handler = createHandler(Reports);
    expect(await handler(undefined, undefined)).to.equal(1);
    clock.advance(50 * MINUTE);
    expect([await handler(undefined, undefined), await handler(undefined, undefined)]).to.deep.equal([2, 2]);
  });

  it('survive a disposal that throws: a warning, and the rest is disposed', async () => {
    const [one, two] = [
      containerSingleton(numbered('one'), { maxAge: '50m' }),
      containerSingleton(numbered('two'), {
        maxAge: '50m',
        name: 'stuck',
        dispose: () => {
          throw new Error('stuck');
        },
      }),
    ];
    await once(() => [one(), two()]);
    clock.advance(50 * MINUTE);
    await once(() => [one(), two()]);
    await nextTurn();
    expect(disposed).to.deep.equal(['one1']);
    expect(await reports.codes()).to.deep.equal(['WARN_WARMSCOPE_DISPOSAL']);
  });
});
