import { channel, subscribe, unsubscribe } from 'node:diagnostics_channel';
import { expect } from 'chai';
import { Cached, type CachedOptions, cached, cacheOf, registry } from '../../src/index.js';
import { publishDiagnostics } from '../../src/metrics/index.js';
import { createTestContainer, type TestContainer } from '../../src/testing/index.js';
import { World } from '../shared/sites.js';
import { useFakeClock } from '../support/clock.js';
import { containerRegistry } from '../support/container.js';
import { nextTurn } from '../support/deferred.js';
import { keepInvariants } from '../support/invariants.js';
import { collectReports } from '../support/warnings.js';

type Keyed = (...args: unknown[]) => unknown;
/** Has something done, once, where a call in the midst of its way calls code of a user's. */
type Arm = (again: () => void) => CachedOptions;

const SWR = { ttl: 100, staleWhileRevalidate: 1_000 };

/** A key builder that does something before it gives the first argument. */
const seeing =
  (work: () => void) =>
  (key: unknown): string => {
    work();
    return key as string;
  };

/** Loaders by how many parameters they spell out: each count has a wrapper of its own, or its own way through it. */
const SHAPES: Record<string, (load: Keyed) => Keyed> = {
  '1 parameter, sync': (load) => (one) => load(one),
  '2 parameters, sync': (load) => (one, two) => load(one, two),
  '3 parameters, sync': (load) => (one, two, three) => load(one, two, three),
  'a parameter and defaults, sync':
    (load) =>
    (one, two = 0, three = 0) =>
      load(one, two, three),
  '2 parameters, async': (load) => async (one, two) => load(one, two),
  '3 parameters, async': (load) => async (one, two, three) => load(one, two, three),
};

// Kind of fault: a call begins a load and looks for it where the last one was begun, while code of a user's has begun another one meanwhile.
describe('regression: loads that are begun within a call that begins one', () => {
  keepInvariants();
  collectReports();
  const clock = useFakeClock();
  const ends: (() => void)[] = [];
  let versions = 0;
  afterEach(() => {
    for (const end of ends.splice(0)) end();
  });

  const places: Record<string, Arm> = {
    'the key builder': (again) => ({ key: seeing(again) }),
    when: (again) => ({ when: (key: unknown) => seeing(again)(key) !== '' }),
    'when, which sends the call past the cache': (again) => ({ when: (key: unknown) => seeing(again)(key) !== 'outer' }),
    'a warning of an option': (again) => {
      listenToWarnings(again);
      return { when: (async () => true) as never };
    },
    'a warning that nothing is shared': (again) => {
      listenToWarnings(again);
      return { ttl: 100, shared: `outer@${++versions}` };
    },
    'a subscriber of calls': (again) => listen(['warmscope:miss', 'warmscope:load', 'warmscope:store'], again),
    'a subscriber of traced loads': (again) =>
      listen(
        ['start', 'end', 'asyncStart'].map((event) => `tracing:warmscope:load:${event}`),
        again,
      ),
  };

  function listenToWarnings(again: () => void): void {
    const { emit } = containerRegistry;
    containerRegistry.emit = again;
    ends.push(() => {
      containerRegistry.emit = emit;
    });
  }

  function listen(names: readonly string[], again: () => void): CachedOptions {
    const listener = (): void => again();
    for (const name of names) {
      subscribe(channel(name).name, listener);
      ends.push(() => unsubscribe(name, listener));
    }
    ends.push(publishDiagnostics());
    return {};
  }

  /** Calls a cached function whose way leads through a place where it is called again, with other arguments. */
  async function expectBoth(shape: (load: Keyed) => Keyed, arm: Arm, prepare: (f: Keyed) => unknown = () => undefined): Promise<void> {
    let inner: unknown;
    let isArmed = false;
    const again = (): void => {
      if (!isArmed) return;
      isArmed = false;
      inner = [f('inner', 1, 1), other('inner', 1, 1)];
    };
    const loader = shape((...args) => ({ args }));
    const f = cached(loader, arm(again));
    const other = cached(shape((...args) => ({ other: args })));
    await prepare(f);
    isArmed = true;
    const outer = f('outer', 2, 2);
    await nextTurn();
    if (isArmed) f('outer', 2, 2);
    const wanted = (args: unknown[]): unknown[] => args.slice(0, Math.max(loader.length, loader.toString().includes('= 0') ? 3 : 0));
    expect(isArmed, 'the place was met').to.equal(false);
    expect(await outer).to.deep.equal({ args: wanted(['outer', 2, 2]) });
    const given = await Promise.all(inner as unknown[]);
    expect(given).to.deep.equal([{ args: wanted(['inner', 1, 1]) }, { other: wanted(['inner', 1, 1]) }]);
    for (const each of [f, other]) {
      const { flights } = containerRegistry.caches.ofFunction(each)?.cache ?? {};
      expect([flights?.innermost, flights?.all]).to.deep.equal([undefined, []]);
    }
    expect(await f('inner', 1, 1), 'the next call').to.deep.equal(given[0]);
  }

  for (const [name, shape] of Object.entries(SHAPES)) {
    for (const [place, arm] of Object.entries(places)) {
      if (!(place.endsWith('shared') && name.endsWith('sync') && !name.endsWith('async')))
        it(`${name}: ${place}`, () => expectBoth(shape, arm));
    }

    it(`${name}: a loader behind a call's back`, async () => {
      let [again, behind] = [(): void => undefined, 0];
      await expectBoth(
        (load) =>
          shape((...args) => {
            if (args[0] === 'outer' && behind++ > 0) again();
            return load(...args);
          }),
        (given) => {
          again = given;
          return SWR;
        },
        async (f) => {
          await f('outer', 2, 2);
          clock.advance(200);
        },
      );
    });

    it(`${name}: the clock, as a call finds its entry stale`, () =>
      expectBoth(
        shape,
        (again) => {
          const now = (): number => {
            again();
            return clock.now();
          };
          registry.configure({ clock: { now, after: (...timer) => clock.after(...timer) } });
          return { ttl: 100 };
        },
        async (f) => {
          await f('outer', 2, 2);
          clock.advance(200);
        },
      ));

    it(`${name}: the key builder of a call that gets a stale value if its load fails`, () =>
      expectBoth(
        shape,
        (again) => ({ ttl: 100, staleIfError: 1_000, key: seeing(again) }),
        async (f) => {
          await f('outer', 2, 2);
          clock.advance(200);
        },
      ));

    it(`${name}: a test container that begins where an option is asked`, async () => {
      let kit: TestContainer | undefined;
      const when = (): boolean => {
        kit ??= createTestContainer();
        return true;
      };
      const f = cached(
        shape((...args) => ({ args })),
        { when },
      );
      try {
        const given = (await f('outer', 2, 2)) as { args: unknown[] };
        expect(given.args[0]).to.equal('outer');
        expect(await f('outer', 2, 2), 'the next call loads').to.deep.equal(given);
      } finally {
        await kit?.dispose();
      }
      expect(await f('outer', 2, 2), 'and the next one after it').to.have.property('args');
    });
  }

  it('of a class: the warning that its instances have fields', async () => {
    class Rates {
      readonly currency = 'EUR';
      @Cached({ per: 'class' }) rate(...args: unknown[]): unknown {
        return { args };
      }
    }
    const rates = new Rates();
    let inner: unknown;
    listenToWarnings(() => {
      inner ??= rates.rate('inner', 1, 1);
    });
    expect(rates.rate('outer', 2, 2)).to.deep.equal({ args: ['outer', 2, 2] });
    expect(inner).to.deep.equal({ args: ['inner', 1, 1] });
    expect(cacheOf(rates, 'rate').size).to.equal(2);
  });

  it('of a function that never hits: the warning of that', () => {
    const f = cached((...args: unknown[]) => args, { max: 2_000 });
    let inner: unknown;
    listenToWarnings(() => {
      inner = f('inner', 1, 1);
    });
    for (let key = 0; key < 1_000; key++) expect(f(key, 2, 2)).to.deep.equal([key, 2, 2]);
    expect(inner).to.deep.equal(['inner', 1, 1]);
  });

  it('of a shared method: the store', async () => {
    const world = new World();
    const site = world.site();
    const f = site.method(async (...args: never[]) => args.join());
    let inner: unknown;
    let isDue = true;
    world.store.holds = () => {
      if (isDue) {
        isDue = false;
        inner = f('inner', 1, 1);
      }
      return false;
    };
    expect(await site.run(() => f('outer', 2, 2))).to.equal('outer,2,2');
    expect(await inner).to.equal('inner,1,1');
    expect([f.member.cache.flights.innermost, f.member.cache.flights.all]).to.deep.equal([undefined, []]);
  });
});
