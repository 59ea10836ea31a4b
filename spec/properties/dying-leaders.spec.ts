import { AsyncLocalStorage } from 'node:async_hooks';
import { expect } from 'chai';
import fc from 'fast-check';
import { cached, cacheOf, runInvocation } from '../../src/index.js';
import { useFakeClock } from '../support/clock.js';
import { collectReports } from '../support/warnings.js';

/** How an invocation ends whose loads others may have joined. */
type Fate = 'lives' | 'aborts' | 'fails' | 'runs out of time' | 'leaves its load';
const FATES: Fate[] = ['lives', 'aborts', 'fails', 'runs out of time', 'leaves its load'];

const fateOf = new AsyncLocalStorage<Fate>();

describe('properties: leaders that die', () => {
  collectReports();
  const clock = useFakeClock();

  it('whoever lives gets a value, whatever becomes of the others; every call is counted once', async function () {
    this.timeout(20_000);
    const plan = fc.array(fc.record({ fate: fc.constantFrom(...FATES), key: fc.nat(2), isScoped: fc.boolean() }), {
      minLength: 10,
      maxLength: 40,
    });
    let joins = 0;
    await fc.assert(
      fc.asyncProperty(plan, fc.scheduler(), async (runs, scheduler) => {
        const pause = () => scheduler.schedule(Promise.resolve());
        const loader = async (key: number): Promise<string> => {
          await pause();
          if (fateOf.getStore() === 'aborts') throw new DOMException('aborted', 'AbortError');
          await pause();
          return `value ${key}`;
        };
        const container = cached(loader);
        const tenant = cached(loader, { scope: 'tenant' });
        const perform = async ({ fate, key, isScoped }: (typeof runs)[number]): Promise<void> => {
          await pause();
          const deadline = clock.time + (fate === 'runs out of time' ? 1 : 1_000_000);
          const work = async (): Promise<string> => {
            const result = (isScoped ? tenant : container)(key);
            result.catch(() => undefined);
            if (fate === 'fails') throw new Error('handler');
            if (fate === 'leaves its load') return 'left';
            if (fate === 'runs out of time') await pause().then(() => clock.advance(1));
            return result;
          };
          const outcome = fateOf.run(fate, () => runInvocation({ tenantId: 't', deadline }, work)).catch((error: Error) => error.name);
          const expected = {
            lives: [`value ${key}`],
            aborts: [`value ${key}`, 'AbortError'],
            fails: ['Error'],
            'leaves its load': ['left'],
          };
          if (fate !== 'runs out of time') expect(await outcome).to.be.oneOf(expected[fate]);
          else expect(await outcome).to.be.oneOf(expected.aborts);
        };
        await scheduler.waitFor(Promise.all(runs.map(perform)));
        await scheduler.waitIdle();
        let calls = 0;
        for (const load of [container, tenant]) {
          const { hits, staleHits, misses, bypasses, ...stats } = cacheOf(load).stats();
          calls += hits + staleHits + misses + bypasses + stats.joins;
          joins += stats.joins;
          expect(stats.size).to.be.at.most(3);
        }
        expect(calls, 'calls add up').to.equal(runs.length);
      }),
      { numRuns: 100 },
    );
    expect(joins).to.be.greaterThan(100);
  });

  it('whoever has not aborted gets a value, in a plain process, in one invocation and in several; who has gets it or its own reason', async function () {
    this.timeout(20_000);
    const plan = fc.array(
      fc.record({ aborts: fc.boolean(), where: fc.constantFrom('outside', 'shared', 'own'), key: fc.nat(1), refreshes: fc.boolean() }),
      { minLength: 5, maxLength: 20 },
    );
    let retries = 0;
    await fc.assert(
      fc.asyncProperty(plan, fc.scheduler(), async (callers, scheduler) => {
        const pause = () => scheduler.schedule(Promise.resolve());
        const load = cached(
          async (key: number, { signal }: { signal: AbortSignal }): Promise<string> => {
            for (let steps = 0; steps < 3; steps++) {
              await pause();
              if (signal.aborted) throw signal.reason;
            }
            return `value ${key}`;
          },
          { key: (key: number) => key },
        );
        const outcomes: Promise<unknown>[] = [];
        const call = async ({ aborts, key, refreshes }: (typeof callers)[number], index: number): Promise<void> => {
          await pause();
          const controller = new AbortController();
          const options = { signal: controller.signal };
          const outcome = (refreshes ? cacheOf(load).refresh(key, options) : load(key, options)).catch((reason: unknown) => reason);
          outcomes.push(outcome);
          if (aborts) await pause().then(() => controller.abort(`reason ${index}`));
          expect(await outcome).to.be.oneOf([`value ${key}`, ...(aborts ? [`reason ${index}`] : [])]);
        };
        const shared = callers.map((caller, index) => [caller, index] as const).filter(([{ where }]) => where === 'shared');
        const rest = callers.map((caller, index) => (caller.where === 'own' ? runInvocation({}, () => call(caller, index)) : undefined));
        const outside = callers.map((caller, index) => (caller.where === 'outside' ? call(caller, index) : undefined));
        const all = [runInvocation({}, () => Promise.all(shared.map(([caller, index]) => call(caller, index)))), ...rest, ...outside];
        await scheduler.waitFor(Promise.all(all));
        await scheduler.waitIdle();
        expect(outcomes.length).to.equal(callers.length);
        const { loads, misses, joins } = cacheOf(load).stats();
        expect(loads).to.be.at.most(callers.length + joins);
        retries += Math.max(0, loads - misses);
      }),
      { numRuns: 200 },
    );
    expect(retries).to.be.greaterThan(50);
  });
});
