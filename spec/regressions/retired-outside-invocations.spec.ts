// Kind of fault: A client retired while no invocation was running, or while an older one still saw it, was never disposed, or disposed while in use.
import { expect } from 'chai';
import { cached, containerSingleton, registry, runInvocation } from '../../src/index.js';
import { useFakeClock } from '../support/clock.js';
import { deferred, nextTurn } from '../support/deferred.js';
import { begin, endAll } from '../support/open-invocation.js';
import { collectReports } from '../support/warnings.js';

describe('regression: clients retired outside invocations, or disposed during one', () => {
  collectReports();
  const clock = useFakeClock();
  let closed: string[];
  beforeEach(() => {
    closed = [];
  });
  afterEach(async () => {
    await endAll();
    await registry.dispose();
  });

  const closing = <T extends object>(name: string, rest: T) => ({ ...rest, name, close: () => void closed.push(name) });
  const failingOnce = (gate: Promise<void>) => {
    let builds = 0;
    return containerSingleton(async () => {
      builds++;
      await gate;
      if (builds === 1) throw new Error('down');
      return {};
    });
  };

  it('the holder of a promise that failed is disposed by the next invocation, once', async () => {
    const gate = deferred();
    const db = failingOnce(gate.promise);
    let builds = 0;
    const holder = containerSingleton(() => closing(`holder ${++builds}`, { db: db() }));
    holder();
    gate.resolve();
    await nextTurn();
    expect(closed).to.deep.equal([]);
    await runInvocation({}, async () => {
      expect(holder().name).to.equal('holder 2');
      await holder().db;
      expect(closed).to.deep.equal([]);
    });
    expect(closed).to.deep.equal(['holder 1']);
    await runInvocation({}, holder);
    expect(closed).to.deep.equal(['holder 1']);
  });

  it('what was built with the promise of a load that waits for a client is not kept where that fails', async () => {
    const gate = deferred();
    const db = failingOnce(gate.promise);
    const connection = cached(async () => db());
    const first = connection();
    first.catch(() => undefined);
    const holder = containerSingleton(() => {
      const joined = connection();
      joined.catch(() => undefined);
      return { joined };
    });
    holder();
    gate.resolve();
    await nextTurn();
    expect(await holder().joined).to.deep.equal({});
  });

  it('a client that an older invocation builds after a disposal is not disposed while that runs', async () => {
    let builds = 0;
    const db = containerSingleton(() => closing(`db ${++builds}`, {}), { maxAge: '1s' });
    const older = await begin();
    await older.run(db);
    clock.advance(2_000);
    const newer = await begin();
    await newer.run(db);
    await registry.dispose();
    closed = [];
    expect((await older.run(db)).name).to.equal('db 3');
    await newer.end();
    clock.advance(2_000);
    await runInvocation({}, db);
    expect(closed).to.deep.equal([]);
    await older.end();
    expect(closed).to.deep.equal(['db 3']);
  });

  it('a client that is built while the registry waits for another build is not disposed with it', async () => {
    const hung = containerSingleton(() => new Promise<object>(() => undefined));
    void hung();
    let builds = 0;
    const db = containerSingleton(() => closing(`db ${++builds}`, {}));
    db();
    const disposal = registry.dispose();
    await nextTurn();
    expect([db().name, closed]).to.deep.equal(['db 2', ['db 1']]);
    clock.advance(10_000);
    await disposal;
    expect([db().name, closed]).to.deep.equal(['db 2', ['db 1']]);
  });

  it('clients that hold each other are replaced together', async () => {
    let healthy = true;
    const root = containerSingleton(() => ({}), { validate: () => healthy });
    const one = containerSingleton((): { other: Promise<{ one: object }> } => {
      const held = other();
      root();
      return { other: held };
    });
    const other = containerSingleton(async () => {
      await nextTurn();
      return { one: one() };
    });
    await runInvocation({}, async () => void (await one().other));
    healthy = false;
    clock.advance(3_600_000);
    await runInvocation({}, async () => {
      const renewed = one();
      expect((await other()).one).to.equal(renewed);
      expect((await renewed.other).one).to.equal(renewed);
    });
  });

  it('what a client was built with stays until the disposal of that client has ended, whatever made each of them go', async () => {
    const flushed = deferred();
    let healthy = true;
    const db = containerSingleton(() => closing('db', {}), { validate: () => healthy });
    const holder = containerSingleton(
      () => ({
        db: db(),
        close: async () => {
          await flushed.promise;
          closed.push('holder');
        },
      }),
      { maxAge: '1s' },
    );
    await runInvocation({}, holder);
    healthy = false;
    clock.advance(3_600_000);
    const invocation = runInvocation({}, nextTurn);
    for (let turn = 0; turn < 5; turn++) await nextTurn();
    expect(closed).to.deep.equal([]);
    flushed.resolve();
    await invocation;
    expect(closed).to.deep.equal(['holder', 'db']);
  });
});
