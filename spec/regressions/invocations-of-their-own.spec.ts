import { expect } from 'chai';
import { Cached, cached, cacheOf, containerSingleton, createHandler, currentInvocation, runInvocation } from '../../src/index.js';
import { deferred, nextTurn } from '../support/deferred.js';
import { within } from '../support/tenants.js';
import { collectReports } from '../support/warnings.js';

const tenant = (): string => `${currentInvocation()?.tenantId}`;
const plan = cached(async (product: string) => `${product} of ${tenant()}`, { scope: 'tenant', name: 'plan' });
const trace = cached(async () => `${currentInvocation()?.id}`, { scope: 'invocation', name: 'trace' });
const handler = createHandler(async (_event: { of: string }, _context: object) => tenant(), { tenant: ({ of }) => of });

/** Loaders that open invocations of their own, for the tenant they are given, and depend on nothing of their caller's. */
const OF_THEIR_OWN: Record<string, (of: string) => Promise<string>> = {
  'reads the tenant of its own': async (of) => runInvocation({ tenantId: of }, tenant),
  'reads the id of its own': async (of) => runInvocation({ id: of }, () => `${currentInvocation()?.id}`),
  'reads after an await': async (of) => runInvocation({ tenantId: of }, () => nextTurn().then(tenant)),
  'spreads its own': async (of) => runInvocation({ tenantId: of, id: '1' }, () => JSON.stringify(currentInvocation())),
  'asks a method of tenant scope': async (of) => runInvocation({ tenantId: of }, () => plan('s3')),
  'asks a method of invocation scope': async (of) => runInvocation({ id: of }, trace),
  'asks a cached function around such a method': async (of) => runInvocation({ tenantId: of }, () => cached(() => plan('s3'))()),
  'asks a client that reads': async (of) => runInvocation({ tenantId: of }, () => containerSingleton(async () => tenant())()),
  'asks a client that reads, time and again': async (of) =>
    runInvocation({ tenantId: of }, async () => {
      const client = containerSingleton(async () => nextTurn().then(() => ({ of: tenant() })));
      return `${(await client()).of} ${(await client()).of} ${await cached(async () => (await client()).of)()}`;
    }),
  'asks a client around one that reads': async (of) =>
    runInvocation({ tenantId: of }, async () => {
      const inner = containerSingleton(() => ({ of: tenant() }));
      const outer = containerSingleton(async () => nextTurn().then(() => ({ of: `around ${inner().of}` })));
      return `${(await outer()).of} ${(await outer()).of}`;
    }),
  'opens several in a row': async (of) => {
    const first = await runInvocation({ tenantId: of }, () => plan('s3'));
    const second = await runInvocation({ tenantId: `${of}2` }, () => plan('s3'));
    return `${first} ${second}`;
  },
  'opens several at once': async (of) => {
    const open = (tenantId: string) => runInvocation({ tenantId }, () => nextTurn().then(() => plan('s3')));
    return (await Promise.all([open(of), open('else')])).join();
  },
  'opens one inside another': async (of) =>
    runInvocation({ tenantId: `not ${of}` }, async () => {
      const outer = currentInvocation();
      const inner = await runInvocation({ tenantId: of }, () => `${tenant()} in ${outer?.tenantId}`);
      return `${inner}, ${tenant()}`;
    }),
  'opens one after an await': async (of) => nextTurn().then(() => runInvocation({ tenantId: of }, tenant)),
  'reads its own once it is over': async (of) => (await runInvocation({ tenantId: of }, () => [currentInvocation()]))[0]?.tenantId ?? '',
  'calls a handler': async (of) => handler({ of }, {}),
  'asks a load that opens one': async (of) => cached(async () => runInvocation({ tenantId: of }, tenant))(),
};

/** Loaders that depend on their caller's invocation although they open one of their own. */
const OF_THEIR_CALLER: Record<string, (of: string) => Promise<string>> = {
  'reads it before': async (of) => `${tenant()} ${await runInvocation({ tenantId: of }, tenant)}`,
  'reads it afterwards': async (of) => `${await runInvocation({ tenantId: of }, tenant)} ${tenant()}`,
  'reads it between two of its own': async (of) => {
    const first = await runInvocation({ tenantId: of }, tenant);
    const own = tenant();
    return `${first} ${own} ${await runInvocation({ tenantId: of }, tenant)}`;
  },
  'hands its tenant on': async () => runInvocation({ tenantId: tenant() }, tenant),
  'reads it inside of its own': async (of) => {
    const caller = currentInvocation();
    return runInvocation({ tenantId: of }, async () => `${tenant()} ${caller?.tenantId}`);
  },
  'has a load inside of its own read it': async (of) => {
    const caller = currentInvocation();
    return runInvocation({ tenantId: of }, () => cached(async () => `${tenant()} ${caller?.tenantId}`)());
  },
  'asks a method of tenant scope beside its own': async (of) => `${await runInvocation({ tenantId: of }, () => plan('s3'))} ${await plan('s3')}`,
}; // biome-ignore format: a table

// Kind of fault: A loader that opened an invocation for a tenant given in its arguments, as a batch job does, counted as depending on its caller's, and
// was never stored.
describe('regression: invocations that a loader opens itself', () => {
  const reported = collectReports();

  for (const [what, load] of Object.entries(OF_THEIR_OWN)) {
    it(`one that ${what} is stored, whoever asks`, async () => {
      const outer = cached(load, { name: 'outer' });
      const expected = await load('A');
      for (const of of ['a', 'b', undefined, 'a']) expect(await within(of, () => outer('A'))).to.equal(expected);
      expect(await outer('B')).to.equal(expected.replaceAll('A', 'B'));
      expect(cacheOf(outer).stats()).to.include({ loads: 2, size: 2, uncacheable: 0 });
      expect((await reported.warnings()).filter(({ message }) => message.includes('of outer'))).to.deep.equal([]);
    });
  }

  for (const [what, load] of Object.entries(OF_THEIR_CALLER)) {
    it(`one that ${what} is not`, async () => {
      const outer = cached(load, { name: 'outer' });
      const seen = [];
      for (const of of ['a', 'b']) seen.push(await within(of, () => outer('A')));
      expect([seen[0]?.includes('a'), seen[1]?.includes('b'), cacheOf(outer).size]).to.deep.equal([true, true, 0]);
      expect((await reported.warnings()).filter(({ message }) => message.includes('of outer')).length).to.equal(1);
    });
  }

  it('a load inside that reads the opened invocation is still detected as a leak', async () => {
    const inner = cached(async () => tenant(), { name: 'inner' });
    const outer = cached(async (of: string) => runInvocation({ tenantId: of }, inner), { name: 'outer' });
    expect([await outer('A'), await outer('B'), await outer('A')]).to.deep.equal(['A', 'B', 'A']);
    expect([cacheOf(inner).size, cacheOf(outer).size]).to.deep.equal([0, 2]);
    expect((await reported.warnings()).map(({ message }) => message.split(' ')[3])).to.deep.equal(['inner']);
  });

  it('two loaders that open one for the same tenant share its load, and both are stored', async () => {
    const gate = deferred();
    const slow = cached(async () => gate.promise.then(tenant), { scope: 'tenant' });
    const makers = ['one', 'two'].map((name) => cached(async (of: string) => runInvocation({ tenantId: of }, slow), { name }));
    const runs = makers.map((maker) => within('caller', () => maker('A')));
    await nextTurn();
    gate.resolve();
    expect(await Promise.all(runs)).to.deep.equal(['A', 'A']);
    expect([cacheOf(slow).stats().loads, ...makers.map((maker) => cacheOf(maker).size)]).to.deep.equal([1, 1, 1]);
    expect(await reported.codes()).to.deep.equal([]);
  });

  it('callers who join such a load share it', async () => {
    const gate = deferred();
    const outer = cached(async (of: string) => runInvocation({ tenantId: of }, () => gate.promise.then(tenant)));
    const runs = ['a', 'b', undefined].map((of) => within(of, () => outer('A')));
    gate.resolve();
    expect(await Promise.all(runs)).to.deep.equal(['A', 'A', 'A']);
    expect(cacheOf(outer).stats()).to.include({ loads: 1, joins: 2, size: 1 });
  });

  it('works for methods, static methods, getters and sync methods', async () => {
    const open = () => runInvocation({ tenantId: 'A' }, tenant);
    class Jobs {
      @Cached() async run(): Promise<string> {
        return open();
      }
      @Cached({ per: 'class' }) async shared(): Promise<string> {
        return open();
      }
      @Cached() static async all(): Promise<string> {
        return open();
      }
      @Cached() get latest(): Promise<string> {
        return open();
      }
      @Cached({ scope: 'tenant' }) async forCaller(): Promise<string> {
        return `${await open()} for ${tenant()}`;
      }
    }
    const jobs = new Jobs();
    const all = () => Promise.all([jobs.run(), jobs.shared(), Jobs.all(), jobs.latest, jobs.forCaller()]);
    for (const id of ['r1', 'r2']) expect(await runInvocation({ id, tenantId: 'a' }, all)).to.deep.equal(['A', 'A', 'A', 'A', 'A for a']);
    const names = ['run', 'shared', 'latest', 'forCaller'] as const;
    expect([...names.map((name) => cacheOf(jobs, name).size), cacheOf(Jobs, 'all').size]).to.deep.equal([1, 1, 1, 1, 1]);
    expect(await reported.codes()).to.deep.equal([]);
  });

  it('a client whose factory opens one is kept as usual', async () => {
    const builds: string[] = [];
    const client = containerSingleton(async () => {
      builds.push(await runInvocation({ tenantId: 'A' }, tenant));
      return { built: builds.length };
    });
    const load = cached(async () => (await client()).built);
    for (const of of ['a', 'b']) expect(await within(of, load)).to.equal(1);
    expect([builds, cacheOf(load).size, await reported.codes()]).to.deep.equal([['A'], 1, []]);
  });
});
