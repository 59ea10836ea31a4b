// Kind of fault: A cached value made with a promise that a client holds was kept for all invocations, though the promise turned out to come from a
// client of one invocation.
import { expect } from 'chai';
import { Cached, cached, containerSingleton, currentInvocation, registry, runInvocation } from '../../src/index.js';
import { nextTurn } from '../support/deferred.js';
import { collectReports } from '../support/warnings.js';

interface Connection {
  readonly tenant: string | undefined;
}

describe('regression: values made with promises of clients that read the tenant late', () => {
  const reports = collectReports();
  afterEach(() => registry.dispose());

  /** Reads whom it is for when everything that holds its promise is there. */
  const lateConnection = () =>
    containerSingleton(async function connection(): Promise<Connection> {
      for (let turn = 0; turn < 4; turn++) await nextTurn();
      return { tenant: currentInvocation()?.tenantId };
    });

  const setups: Record<string, () => () => Promise<string>> = {
    'a holder built by the load': () => {
      const connection = lateConnection();
      const holder = containerSingleton(() => ({ connection: connection() }));
      return cached(async () => `rows of ${(await holder().connection).tenant}`);
    },
    'a holder that is there before the load': () => {
      const connection = lateConnection();
      const holder = containerSingleton(() => ({ connection: connection() }));
      const rows = cached(async () => `rows of ${(await holder().connection).tenant}`);
      return () => {
        holder();
        return rows();
      };
    },
    'an async holder': () => {
      const connection = lateConnection();
      const holder = containerSingleton(async () => {
        const held = connection();
        await nextTurn();
        return { held };
      });
      return cached(async () => `rows of ${(await (await holder()).held).tenant}`);
    },
    'holders of holders': () => {
      const connection = lateConnection();
      const inner = containerSingleton(() => ({ connection: connection() }));
      const outer = containerSingleton(async () => ({ inner: inner() }));
      return cached(async () => `rows of ${(await (await outer()).inner.connection).tenant}`);
    },
    'a method over another cached method that gave the holder': () => {
      const connection = lateConnection();
      const holder = containerSingleton(() => ({ connection: connection() }));
      const find = cached(() => holder(), { when: () => true, store: () => false });
      class Rows {
        @Cached() async all(): Promise<string> {
          return `rows of ${(await find().connection).tenant}`;
        }
      }
      const rows = new Rows();
      return () => rows.all();
    },
  };

  for (const [kind, setUp] of Object.entries(setups)) {
    it(`are not given to another tenant: ${kind}`, async () => {
      const rows = setUp();
      expect(await runInvocation({ tenantId: 'a' }, rows)).to.equal('rows of a');
      expect(await runInvocation({ tenantId: 'b' }, rows)).to.equal('rows of b');
      expect(await reports.codes()).to.include('WARN_WARMSCOPE_SCOPE_LEAK');
    });
  }

  it('are kept where the client reads nothing', async () => {
    let loads = 0;
    const connection = containerSingleton(async () => {
      for (let turn = 0; turn < 4; turn++) await nextTurn();
      return {};
    });
    const holder = containerSingleton(() => ({ connection: connection() }));
    const rows = cached(async () => {
      loads++;
      await holder().connection;
      return loads;
    });
    for (const tenantId of ['a', 'b']) await runInvocation({ tenantId }, rows);
    expect(loads).to.equal(1);
  });

  it('cause no CircularLoadError when a load holds a promise that waits for it', async () => {
    const settings = cached(async () => {
      holder();
      await nextTurn();
      return 'settings';
    });
    const connection = containerSingleton(async () => {
      await nextTurn();
      return { settings: await settings() };
    });
    const holder = containerSingleton(() => ({ connection: connection() }));
    holder();
    expect(await settings()).to.equal('settings');
    expect(await connection()).to.deep.equal({ settings: 'settings' });
  });

  const leakyLoad = () =>
    cached(async () => {
      for (let turn = 0; turn < 2; turn++) await nextTurn();
      return currentInvocation()?.tenantId;
    });
  const clientsOverLoads: Record<string, () => () => Promise<string | undefined>> = {
    'a client': () => {
      const load = leakyLoad();
      const client = containerSingleton(() => ({ held: load() }));
      return async () => client().held;
    },
    'an async client and its dependent': () => {
      const load = leakyLoad();
      const client = containerSingleton(async () => ({ held: load() }));
      const dependent = containerSingleton(async () => ({ client: await client() }));
      return async () => (await dependent()).client.held;
    },
    'a client over a load over a load': () => {
      const load = leakyLoad();
      const outer = cached(async () => await load());
      const client = containerSingleton(() => ({ held: outer() }));
      return async () => client().held;
    },
  };
  for (const [kind, setUp] of Object.entries(clientsOverLoads)) {
    it(`a client that holds the promise of a load which reads the tenant late is not given to another tenant: ${kind}`, async () => {
      const read = setUp();
      expect([await runInvocation({ tenantId: 'a' }, read), await runInvocation({ tenantId: 'b' }, read)]).to.deep.equal(['a', 'b']);
    });
  }

  it('a client that holds the promise of a load which reads nothing is kept', async () => {
    let builds = 0;
    const load = cached(async () => await nextTurn());
    const client = containerSingleton(() => ({ builds: ++builds, held: load() }));
    for (const tenantId of ['a', 'b']) await runInvocation({ tenantId }, async () => void (await client().held));
    expect(client().builds).to.equal(1);
  });
});
