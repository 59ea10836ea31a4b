import { AsyncLocalStorage } from 'node:async_hooks';
import { expect } from 'chai';
import fc from 'fast-check';
import { cached, cacheOf, currentInvocation } from '../../src/index.js';
import { nextTurn } from '../support/deferred.js';
import { within } from '../support/tenants.js';
import { collectReports } from '../support/warnings.js';

const TENANTS = 200;
const CONCURRENT = 64;

interface Step {
  readonly method: Name;
  readonly id: number;
  /** How the caller waits before it, and the loader in it. */
  readonly pauses: readonly [number, number];
}
interface Run {
  readonly tenant: number;
  /** The host forgets to say whom the invocation is for. */
  readonly isForgotten: boolean;
  readonly steps: readonly Step[];
}

/** Whom the work is really for, which warmscope is not told. */
const truth = new AsyncLocalStorage<string>();
const known = (): string => `${currentInvocation()?.tenantId}`;

type Pause = (length: number) => Promise<void>;

/** Methods that differ in how they keep tenants apart; each gives whom it was loaded for. */
function methods(pauses: () => number, pause: Pause) {
  const load = async (): Promise<string> => {
    await pause(pauses());
    return `${truth.getStore()}`;
  };
  const scoped = cached(async (_id: number) => load(), { scope: 'tenant', max: 100 });
  const scopedValue = cached((_id: number) => `${truth.getStore()}`, { scope: 'tenant' });
  return {
    scoped,
    scopedValue,
    invocation: cached(async (_id: number) => load(), { scope: 'invocation' }),
    keyed: cached(async (_id: number, _tenant = truth.getStore()) => load(), { key: (id) => [`${truth.getStore()}`, id] }),
    unscoped: cached(async (_id: number) => {
      await pause(pauses());
      return known() === 'undefined' ? `${truth.getStore()}` : known();
    }),
    aroundScoped: cached(async (id: number) => scoped(id)),
    aroundValue: cached(async (id: number) => pause(pauses()).then(() => scopedValue(id))),
    aroundValueAtOnce: cached((id: number) => scopedValue(id)),
  };
}
type Name = keyof ReturnType<typeof methods>;
const NAMES: Name[] = ['scoped', 'scopedValue', 'invocation', 'keyed', 'unscoped', 'aroundScoped', 'aroundValue', 'aroundValueAtOnce'];

const step = fc.record({ method: fc.constantFrom(...NAMES), id: fc.nat(2), pauses: fc.tuple(fc.nat(3), fc.nat(3)) });
const run = (isForgotten: fc.Arbitrary<boolean>) =>
  fc.record({
    // Few tenants meet often, many only now and then.
    tenant: fc.oneof(fc.nat(3), fc.nat(TENANTS - 1)),
    isForgotten,
    steps: fc.array(step, { minLength: 1, maxLength: 6 }),
  });
const runs = (isForgotten: fc.Arbitrary<boolean>) => fc.array(run(isForgotten), { minLength: CONCURRENT, maxLength: 2 * CONCURRENT });

interface Total {
  hits: number;
  joins: number;
  bypasses: number;
  /** Hits and entries of methods that nobody may share. */
  wronglyKept: number;
}

/** Runs all invocations, as many at once as there may be, and adds to the statistics of what they called. */
async function interleave(plan: readonly Run[], pause: Pause, total: Total): Promise<void> {
  let ticket = 0;
  const all = plan.flatMap(({ steps }) => steps.map(({ pauses }) => pauses[1]));
  const called = methods(() => all[ticket++ % all.length] ?? 0, pause);
  const queue = [...plan];
  const perform = async ({ tenant, isForgotten, steps }: Run): Promise<void> => {
    const name = `t${tenant}`;
    await truth.run(name, () =>
      within(isForgotten ? undefined : name, async () => {
        for (const { method, id, pauses } of steps) {
          await pause(pauses[0]);
          expect(await called[method](id), `${method} for ${name}`).to.equal(name);
          expect(currentInvocation()?.tenantId, 'its own context').to.equal(isForgotten ? undefined : name);
        }
      }),
    );
  };
  const worker = async (): Promise<void> => {
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) await perform(next);
  };
  await Promise.all(Array.from({ length: CONCURRENT }, worker));
  for (const name of NAMES) {
    const stats = cacheOf(called[name]).stats();
    for (const key of ['hits', 'joins', 'bypasses'] as const) total[key] += stats[key];
    if (name.startsWith('around') || name === 'unscoped') total.wronglyKept += stats.hits + stats.size;
    if (name === 'invocation') expect(stats.size, 'nothing is left of invocations').to.equal(0);
  }
  const { hits, staleHits, misses, joins, bypasses } = cacheOf(called.keyed).stats();
  const calls = plan.flatMap(({ steps }) => steps.filter(({ method }) => method === 'keyed')).length;
  expect(hits + staleHits + misses + joins + bypasses, 'calls add up').to.equal(calls);
}

describe(`properties: ${TENANTS} tenants, ${CONCURRENT} invocations at once`, () => {
  collectReports();

  const pauseOfTurns: Pause = async (length) => {
    for (let count = 0; count < length; count++) await (count === 0 ? undefined : nextTurn());
  };

  for (const [name, isForgotten] of [
    ['no value ever crosses a tenant', fc.constant(false)],
    ['nor does one where hosts forget the tenant now and then: such calls go past the cache', fc.boolean()],
  ] as const) {
    it(name, async () => {
      const total: Total = { hits: 0, joins: 0, bypasses: 0, wronglyKept: 0 };
      await fc.assert(
        fc.asyncProperty(runs(isForgotten), (plan) => interleave(plan, pauseOfTurns, total)),
        { numRuns: 15 },
      );
      const scheduled = fc.asyncProperty(runs(isForgotten), fc.scheduler(), (plan, scheduler) => {
        const pause: Pause = (length) => scheduler.schedule(Promise.resolve(), `${length}`).then(() => undefined);
        return scheduler.waitFor(interleave(plan, pause, total));
      });
      await fc.assert(scheduled, { numRuns: 5 });
      expect(total.wronglyKept).to.equal(0);
      expect(Math.min(total.hits, total.joins), 'something was shared').to.be.greaterThan(100);
      expect(total.bypasses > 0).to.equal(name.includes('forget'));
    });
  }
});
