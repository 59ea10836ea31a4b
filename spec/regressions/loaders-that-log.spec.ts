import { inspect } from 'node:util';
import { expect } from 'chai';
import {
  Cached,
  cached,
  cacheOf,
  containerSingleton,
  createHandler,
  currentInvocation,
  type Invocation,
  invocationForLogs,
  runInvocation,
} from '../../src/index.js';
import { nextTurn } from '../support/deferred.js';
import { collectReports } from '../support/warnings.js';

type Look = (view: Invocation | undefined) => unknown;

/** Looks at an invocation that say nothing about whom it is for. */
const HARMLESS: Record<string, Look> = {
  'nothing at all': () => undefined,
  'whether there is one': (view) => view === undefined,
  deadline: (view) => view?.deadline,
  'deadline taken apart': (view) => (({ deadline }: Partial<Invocation>) => deadline)(view ?? {}),
  'remainingMs()': (view) => view?.remainingMs(),
  'remainingMs after an await': async (view) => nextTurn().then(() => view?.remainingMs()),
};

/** Looks that depend on it. */
const TELLING: Record<string, Look> = {
  id: (view) => view?.id,
  tenantId: (view) => view?.tenantId,
  'a spread': (view) => ({ ...view }).deadline,
  'the rest beside deadline': (view) => (({ deadline, ...rest }: Partial<Invocation>) => typeof deadline + Object.keys(rest).length)(view ?? {}),
  'Object.keys': (view) => Object.keys(view ?? {}).length,
  'Object.entries': (view) => Object.entries(view ?? {}).length,
  JSON: (view) => JSON.stringify(view),
  inspect: (view) => inspect(view),
  "'id' in": (view) => view !== undefined && 'id' in view,
  'a property that is not there': (view) => Reflect.get(view ?? {}, 'user'),
}; // biome-ignore format: a table

// Kind of fault: A loader that logged the request id, or asked how much time was left, counted as depending on its invocation, and was never cached.
describe('regression: loaders that log', () => {
  const reported = collectReports();

  /** How often a loader runs in three invocations, asked in each of them. */
  async function loadsOf(load: () => unknown): Promise<number> {
    const before = cacheOf(load as () => Promise<unknown>).stats().loads;
    for (const id of ['r1', 'r2', 'r3']) await runInvocation({ id, tenantId: `of ${id}`, deadline: Date.now() + 60_000 }, load);
    return cacheOf(load as () => Promise<unknown>).stats().loads - before;
  }

  const forms: Record<string, (look: () => unknown) => () => unknown> = {
    'an async function': (look) =>
      cached(async () => {
        await look();
        return 'value';
      }),
    'an async function after an await': (look) =>
      cached(async () => {
        await nextTurn();
        await look();
        return 'value';
      }),
    'a sync function': (look) =>
      cached(() => {
        void look();
        return 'value';
      }),
    'a load around another': (look) => {
      const inner = cached(async () => `${typeof (await look())}`);
      return cached(async () => inner());
    },
  };

  for (const [form, make] of Object.entries(forms)) {
    for (const [what, look] of Object.entries(HARMLESS)) {
      it(`${form} may read ${what} of currentInvocation()`, async () => {
        expect(await loadsOf(make(() => look(currentInvocation())))).to.equal(1);
        expect(await reported.codes()).to.deep.equal([]);
      });
    }
    for (const [what, look] of Object.entries(TELLING)) {
      it(`${form} may read ${what} of invocationForLogs(), not of currentInvocation()`, async () => {
        expect(await loadsOf(make(() => look(invocationForLogs())))).to.equal(1);
        expect(await reported.codes()).to.deep.equal([]);
        expect(await loadsOf(make(() => look(currentInvocation())))).to.equal(3);
        expect(await reported.codes()).to.include('WARN_WARMSCOPE_SCOPE_LEAK');
      });
    }
  }

  it('gives the same facts as currentInvocation(), one object for each invocation, and nothing outside', async () => {
    const deadline = Date.now() + 60_000;
    await runInvocation({ id: 'r', tenantId: 't', deadline }, async () => {
      const view = invocationForLogs();
      expect(invocationForLogs()).to.equal(view);
      expect(view?.remainingMs()).to.be.within(1, 60_000);
      expect({ ...view }).to.deep.equal({ id: 'r', tenantId: 't', deadline, remainingMs: view?.remainingMs });
      expect({ ...currentInvocation() }).to.deep.equal({ ...view });
      expect(() => Object.assign(view as object, { tenantId: 'other' })).to.throw(TypeError);
      await runInvocation({ id: 'inner' }, () => expect(invocationForLogs()).to.include({ id: 'inner', tenantId: undefined }));
      expect(invocationForLogs()).to.equal(view);
    });
    expect(invocationForLogs()).to.equal(undefined);
    const left = await runInvocation({}, () => [nextTurn().then(nextTurn).then(invocationForLogs)]);
    expect(await left[0], 'after its end').to.equal(undefined);
  });

  it('is there in handlers as well', async () => {
    const handler = createHandler(async () => invocationForLogs()?.id);
    expect(await handler({}, { awsRequestId: 'aws-1' })).to.equal('aws-1');
  });

  it('lets methods, static methods and getters log', async () => {
    const log: unknown[] = [];
    const note = (): void => void log.push(invocationForLogs()?.id);
    class Plans {
      @Cached() async plan(_product: string): Promise<string> {
        note();
        return 'plan';
      }
      @Cached() static async all(): Promise<string> {
        note();
        return 'all';
      }
      @Cached() get size(): number {
        note();
        return 1;
      }
      @Cached({ scope: 'tenant' }) async price(): Promise<string> {
        note();
        return `price for ${currentInvocation()?.tenantId}`;
      }
    }
    const plans = new Plans();
    const all = () => Promise.all([plans.plan('s3'), Plans.all(), plans.size, plans.price()]);
    for (const id of ['r1', 'r2', 'r3']) expect((await runInvocation({ id, tenantId: 't' }, all))[3]).to.equal('price for t');
    expect(log).to.deep.equal(['r1', 'r1', 'r1', 'r1']);
    expect(await reported.codes()).to.deep.equal([]);
  });

  it('lets a tenant’s loader read its time limit beside the tenant, and no more', async () => {
    const timed = cached(async () => `${currentInvocation()?.tenantId} ${typeof currentInvocation()?.remainingMs()}`, { scope: 'tenant' });
    const traced = cached(async () => `${currentInvocation()?.tenantId} ${currentInvocation()?.id}`, { scope: 'tenant' });
    for (const id of ['r1', 'r2']) await runInvocation({ id, tenantId: 't' }, () => Promise.all([timed(), traced()]));
    expect([cacheOf(timed).stats().loads, cacheOf(traced).stats().loads]).to.deep.equal([1, 2]);
  });

  it('lets the factories of clients log, and what is loaded through them', async () => {
    const log: unknown[] = [];
    const client = containerSingleton(async () => {
      log.push(invocationForLogs()?.id, typeof currentInvocation()?.deadline);
      return { name: 'client' };
    });
    const load = cached(async () => (await client()).name);
    expect(await loadsOf(load)).to.equal(1);
    expect([log, await reported.codes()]).to.deep.equal([['r1', 'number'], []]);
  });
});
