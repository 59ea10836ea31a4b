import { Cached, cached, cacheOf, registry } from '../../src/index.js';
import { containerRegistry } from '../support/container.js';
import { nextTurn } from '../support/deferred.js';
import { expectAtRest, expectWithinBudget } from '../support/invariants.js';
import { nearTheEndOfTheStack, useShortStackTraces } from '../support/stack.js';
import { collectReports } from '../support/warnings.js';

/** The number of frames before the end of the stack at which an operation that has been run before finds enough stack. */
const FEW_FRAMES = 40;

// Kind of fault: What is done to entries without a note that a change is under way was not put right where the stack ended within: a hit was
// numbered as the newest use and stayed where it was in the order, an entry was made for a promise that was never held, and what was written last
// stayed over the budget. Each operation is tried alone, as the next one may hide what it has left.
describe('regression: single operations at the end of the stack', () => {
  collectReports();
  useShortStackTraces();
  afterEach(() => {
    registry.configure({ maxBytes: undefined });
    registry.clear();
  });

  const others = new Set(containerRegistry.caches.members());
  const KEYS = [0, 1, 2];
  const flat = cached((key: number) => ({ key }), { max: 3 });
  const promised = cached(async (key: number) => ({ key }), { max: 3, tags: ['t'], maxBytes: '1MB' });
  const weighed = cached((key: number) => ({ key }), { weigh: () => 300 });
  class Instances {
    @Cached({ max: 9, key: (key: number) => [key, 'x'] })
    value(key: number): object {
      return { key };
    }
  }
  const some = [new Instances(), new Instances(), new Instances()];

  const ours = containerRegistry.caches.members().filter((member) => !others.has(member));

  const OPERATIONS: Readonly<Record<string, [work: (key: number) => unknown, fill?: () => unknown, budget?: number]>> = {
    'a hit': [() => flat(0), () => KEYS.map((key) => flat(key))],
    'a hit of one of several instances': [() => some[0]?.value(0), () => some.map((each) => KEYS.map((key) => each.value(key)))],
    'a hit or a miss that gives promises': [(key) => promised(key), () => promised(1)],
    'a promise that is set': [(key) => cacheOf(promised).set([key], Promise.resolve({ key }))],
    'a value that is set, under a budget': [(key) => cacheOf(weighed).set([key], { key }), () => KEYS.map((key) => weighed(key)), 700],
    'a value that is loaded, under a budget': [(key) => weighed(key), () => some.map((each) => KEYS.map((key) => each.value(key))), 1_000],
  };
  for (const [what, [work, fill = () => undefined, budget]] of Object.entries(OPERATIONS)) {
    it(`leave everything right: ${what}`, async () => {
      if (budget !== undefined) registry.configure({ maxBytes: budget });
      let [target, given]: [number, unknown] = [-1, undefined];
      // Compiled before, as all that it calls: V8 does not compile anything near the end.
      const step = (at: number): void => {
        if (at === target) given = work(Math.max(at, 0) % 4);
      };
      for (let round = 0; round < 5; round++) {
        await fill();
        step(-1);
      }
      for (let shift = 0; shift < 12; shift++)
        for (target = 0; target < FEW_FRAMES; target++) {
          await fill();
          await nextTurn();
          nearTheEndOfTheStack(step, shift, target + 1);
          await Promise.resolve(given).catch(() => undefined);
          await nextTurn();
          for (const { cache, plan } of ours) {
            cache.mend();
            expectAtRest(cache, plan.max);
          }
          expectWithinBudget();
        }
    });
  }
});
