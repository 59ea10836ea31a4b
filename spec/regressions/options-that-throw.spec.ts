import { expect } from 'chai';
import { Cached, type CachedOptions, cached, cacheOf, registry, runInvocation } from '../../src/index.js';
import { nextTurn } from '../support/deferred.js';
import { keepInvariants } from '../support/invariants.js';
import { collectReports } from '../support/warnings.js';

/** Throws at one of its calls. */
class Trap {
  calls = 0;
  at = 0;

  /** Gives a value, unless it is the call to throw at. */
  pass<T>(value: T): T {
    if (++this.calls === this.at) throw new Error('sprung');
    return value;
  }
}

/** Stands for the value of a loader in what a promise, or something like it, gives. */
type Result = (value: unknown) => unknown;

/** Where in a cached method the user's code may throw: with what the method gives, and its options. */
interface Place {
  readonly options: CachedOptions;
  readonly result?: Result;
  readonly isAsync?: boolean;
}

const PLACES: Record<string, (trap: Trap) => Place> = {
  'a loader': (trap) => ({ options: {}, result: (value) => trap.pass(value) }),
  'a loader that is async': (trap) => ({ options: {}, result: async (value) => trap.pass(value), isAsync: true }),
  'a loader whose promise rejects': (trap) => ({
    options: { errorTtl: 50 },
    result: async (value) => {
      await undefined;
      return trap.pass(value);
    },
    isAsync: true,
  }),
  key: (trap) => ({ options: { key: (key: number) => trap.pass([key]) } }),
  'key, of an async method': (trap) => ({
    options: { key: (key: number) => trap.pass(key) },
    result: async (value) => value,
    isAsync: true,
  }),
  when: (trap) => ({ options: { when: () => trap.pass(true) } }),
  'when, of an async method': (trap) => ({ options: { when: () => trap.pass(true) }, result: async (value) => value, isAsync: true }),
  store: (trap) => ({ options: { store: () => trap.pass(true) } }),
  'store, of an async method': (trap) => ({
    options: { store: () => trap.pass(true) },
    result: async (value) => value,
    isAsync: true,
  }),
  ttl: (trap) => ({ options: { ttl: () => trap.pass(100) } }),
  'ttl, of an async method': (trap) => ({ options: { ttl: () => trap.pass(100) }, result: async (value) => value, isAsync: true }),
  errorTtl: (trap) => ({
    options: { errorTtl: () => trap.pass(0) },
    result: (value) => {
      if ((value as { load: number }).load % 2 === 1) throw new Error('failed');
      return value;
    },
  }),
  'a clock': (trap) => ({ options: { ttl: 100, staleWhileRevalidate: 100 }, result: (value) => withClock(trap, value) }),
  'a clock, of an async method': (trap) => ({
    options: { ttl: 100, staleIfError: 100, timeout: 1_000 },
    result: async (value) => withClock(trap, value),
    isAsync: true,
  }),
  'the getter of a thenable': (trap) => ({
    options: {},
    result: (value) => ({
      // biome-ignore lint/suspicious/noThenProperty: that is what this is about
      get then() {
        return trap.pass((resolve: (value: unknown) => void) => resolve(value));
      },
    }),
    isAsync: true,
  }),
  'the getter of a thenable of an async method': (trap) => ({
    options: { timeout: 1_000 },
    result: async (value) => ({
      // biome-ignore lint/suspicious/noThenProperty: that is what this is about
      get then() {
        return trap.pass((resolve: (value: unknown) => void) => resolve(value));
      },
    }),
    isAsync: true,
  }),
  'the method of a thenable': (trap) => ({
    options: { timeout: 1_000 },
    result: (value) => ({
      // biome-ignore lint/suspicious/noThenProperty: that is what this is about
      then(resolve: (value: unknown) => void) {
        resolve(trap.pass(value));
      },
    }),
    isAsync: true,
  }),
  'the method of a thenable, when it has resolved': (trap) => ({
    options: {},
    result: (value) => ({
      // biome-ignore lint/suspicious/noThenProperty: that is what this is about
      then(resolve: (value: unknown) => void) {
        resolve(value);
        trap.pass(value);
      },
    }),
    isAsync: true,
  }),
  'a value that is cloned': (trap) => ({
    options: { values: 'cloned' },
    result: (value) => Object.defineProperty({ value }, 'late', { enumerable: true, get: () => trap.pass(5) }),
  }),
  'a value that is frozen': (trap) => ({
    options: { values: 'frozen' },
    result: (value) => new Proxy({ value }, { ownKeys: (target) => trap.pass(Reflect.ownKeys(target)) }),
  }),
};

/** Has the registry's clock throw at one of its calls, from now on. */
function withClock<T>(trap: Trap, value: T): T {
  trapped = trap;
  return value;
}
let trapped: Trap | undefined;
let now = 1_000_000;

/** The most calls of the user's code that a scenario makes: after so many, each was the one that threw. */
const MOST_CALLS = 40;

// Kind of fault: User code that a load calls threw at the wrong moment, and left a key that could not be loaded again, or an unhandled rejection.
describe('regression: user code that throws at one of its calls', () => {
  collectReports();
  keepInvariants();
  beforeEach(() => {
    trapped = undefined;
    registry.configure({
      clock: {
        now: () => {
          return trapped === undefined ? now : trapped.pass(now);
        },
      },
    });
  });
  afterEach(() => {
    trapped = undefined;
    registry.clear();
    registry.configure({ clock: undefined });
  });

  for (const [what, make] of Object.entries(PLACES)) {
    for (const isInside of [false, true]) {
      it(`leaves each key to be loaded again: ${what}, ${isInside ? 'inside' : 'outside'} of an invocation`, async () => {
        for (let at = 1; at <= MOST_CALLS; at++) {
          const trap = new Trap();
          const { options, result = (value: unknown) => value, isAsync = false } = make(trap);
          let loads = 0;
          const load = (key: number): unknown => result({ key, load: ++loads });
          const wrapped = isAsync ? (key: number) => load(key) : load;
          class Subject {
            @Cached({ ...options, max: 3 } as object) method(key: number): unknown {
              return wrapped(key);
            }
          }
          const subject = new Subject();
          const f = cached((key: number) => wrapped(key), { ...options, max: 3 });
          trap.at = at;
          const scenario = async (): Promise<void> => {
            for (const each of [f, (key: number) => subject.method(key)]) {
              await attempt(() => each(1));
              await Promise.all([attempt(() => each(2)), attempt(() => each(2)), attempt(() => each(1))]);
              now += 150;
              await attempt(() => each(1));
              for (const key of [3, 4, 5]) await attempt(() => each(key));
              await nextTurn();
            }
            for (const handle of [cacheOf(f), cacheOf(subject, 'method')]) {
              await attempt(() => handle.refresh(1));
              await attempt(() => handle.set([2], { key: 2 }));
              await attempt(() => handle.delete(3));
              await attempt(() => handle.peek(2));
              await attempt(() => handle.clear());
            }
          };
          await attempt(() => (isInside ? runInvocation({ tenantId: 'one' }, scenario) : scenario()));
          trap.at = 0;
          await nextTurn();
          for (const key of [1, 2, 3, 4, 5]) {
            now += 1_000;
            for (const each of [f, (wanted: number) => subject.method(wanted)]) {
              const before = loads;
              let value = await attempt(() => each(key));
              // errorTtl: every other load fails by itself.
              if (value === undefined) value = await attempt(() => each(key));
              expect(JSON.stringify(value), `${key} after ${at}`).to.contain(`"key":${key}`);
              expect(loads, 'it was loaded now').to.be.greaterThan(before);
            }
          }
          if (trap.calls < at) return;
        }
      });
    }
  }
});

/** What a call gives in the end; undefined where it throws or rejects. */
async function attempt(call: () => unknown): Promise<unknown> {
  try {
    return await call();
  } catch {
    return undefined;
  }
}
