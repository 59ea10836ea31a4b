// Kind of fault: A client whose factory read the running invocation was kept for all of them, so the next tenant used this one's token.
import { expect } from 'chai';
import {
  ContainerSingleton,
  cached,
  containerSingleton,
  createHandler,
  currentInvocation,
  registry,
  runInvocation,
} from '../../src/index.js';
import { useFakeClock } from '../support/clock.js';
import { deferred, nextTurn } from '../support/deferred.js';
import { begin, endAll } from '../support/open-invocation.js';
import { within } from '../support/tenants.js';
import { collectReports } from '../support/warnings.js';

interface Client {
  readonly auth: string | undefined;
}

describe('regression: clients made for one invocation', () => {
  const reports = collectReports();
  useFakeClock();
  afterEach(async () => {
    await endAll();
    await registry.dispose();
  });

  const tenant = (): string | undefined => currentInvocation()?.tenantId;
  const leaky: Record<string, () => () => Client | Promise<Client>> = {
    'a function': () => containerSingleton(() => ({ auth: tenant() })),
    'an async function': () => containerSingleton(async () => ({ auth: await nextTurn().then(tenant) })),
    'a class': () => {
      @ContainerSingleton
      class Api {
        readonly auth = tenant();
      }
      return () => registry.resolve(Api);
    },
    'a getter': () => {
      class Api {
        @ContainerSingleton()
        get client(): Client {
          return { auth: tenant() };
        }
      }
      return () => new Api().client;
    },
    'a static method': () => {
      class Api {
        @ContainerSingleton()
        static async client(): Promise<Client> {
          return { auth: tenant() };
        }
      }
      return () => Api.client();
    },
    'through a tenant-scoped method': () => {
      const token = cached(async () => tenant(), { scope: 'tenant' });
      return containerSingleton(async () => ({ auth: await token() }));
    },
    'through another client': () => {
      const inner = containerSingleton(async () => ({ auth: await nextTurn().then(tenant) }));
      return containerSingleton(async () => ({ auth: (await inner()).auth }));
    },
    'holding the promise of another': () => {
      const inner = containerSingleton(async () => ({ auth: tenant() }));
      const outer = containerSingleton(() => ({ inner: inner() }));
      return () => outer().inner;
    },
    'of a handler class': () => {
      const inner = containerSingleton((): Client => ({ auth: tenant() }));
      @ContainerSingleton({ inject: [inner] })
      class Outer {
        constructor(readonly inner: Client) {}
      }
      return () => registry.resolve(Outer).inner;
    },
  };

  for (const [kind, make] of Object.entries(leaky)) {
    it(`serve only that one, sequentially and concurrently: ${kind}`, async () => {
      const read = make();
      const auth = async () => (await read()).auth;
      for (const of of ['a', 'b', 'a']) expect(await within(of, auth)).to.equal(of);
      const tenants = Array.from({ length: 12 }, (_, index) => `t${index % 5}`);
      expect(await Promise.all(tenants.map((of) => within(of, auth)))).to.deep.equal(tenants);
      expect(new Set(await reports.codes())).to.deep.equal(new Set(['WARN_WARMSCOPE_SCOPE_LEAK']));
    });

    it(`are the same all through it: ${kind}`, async () => {
      const read = make();
      const invocation = await begin({ tenantId: 'a' });
      const [one, other] = [await invocation.run(read), await invocation.run(read)];
      expect(one).to.equal(other);
    });

    it(`confine what is loaded with them to that invocation: ${kind}`, async () => {
      const read = make();
      const report = cached(async () => (await read()).auth);
      for (const of of ['a', 'b']) expect(await within(of, () => Promise.all([report(), report()]))).to.deep.equal([of, of]);
      expect(await within('c', async () => [(await read()).auth, await report()])).to.deep.equal(['c', 'c']);
      expect(await within('d', report)).to.equal('d');
    });
  }

  it('are disposed when it ends, whatever else is running, with their dependents', async () => {
    const closed: string[] = [];
    const inner = containerSingleton(() => ({ of: tenant(), close: () => closed.push(`inner of ${tenant()}`) }));
    const outer = containerSingleton(() => ({ inner: inner(), close: () => closed.push('outer') }));
    const [long, short] = [await begin({ tenantId: 'a' }), await begin({ tenantId: 'b' })];
    await long.run(outer);
    expect((await short.run(outer)).inner.of).to.equal('b');
    await short.end();
    expect(closed.map((text) => text.split(' ')[0])).to.deep.equal(['outer', 'inner']);
    expect((await long.run(outer)).inner.of).to.equal('a');
    await long.end();
    expect(closed).to.have.lengthOf(4);
  });

  it('are not confined by reads of other loads', async () => {
    const plain = containerSingleton(() => ({}));
    const one = await within('a', () => [tenant(), plain()] as const);
    const other = await within('b', () => [tenant(), plain()] as const);
    expect(one[1]).to.equal(other[1]);
    expect(await reports.codes()).to.deep.equal([]);
  });

  it('name the client in the warning, and say what to do', async () => {
    const gate = deferred();
    const api = containerSingleton(async () => gate.promise.then(tenant), { name: 'billing api' });
    const handler = createHandler((_event: string) => api(), { tenant: (event) => event });
    const answers = [handler('a', {}), handler('b', {})];
    gate.resolve();
    expect(await Promise.all(answers)).to.deep.equal(['a', 'b']);
    const [warning, ...more] = await reports.warnings();
    expect(warning?.message).to.match(/^The factory of billing api read the running invocation/);
    expect(more).to.deep.equal([]);
  });

  it('outside of any invocation are kept, as there is nothing to read', async () => {
    const api = containerSingleton(() => ({ auth: tenant() }));
    expect(api()).to.equal(api());
    expect(await runInvocation({ tenantId: 'a' }, () => api())).to.equal(api());
  });
});
