import { expect } from 'chai';
import { Cached, cached, cacheOf, registry, runInvocation } from '../../src/index.js';
import { anyCached, thrownBy } from '../decorators/any-decorator.js';
import { FakeClock, useFakeClock } from '../support/clock.js';
import { errorOf, nextTurn } from '../support/deferred.js';
import { collectReports } from '../support/warnings.js';

const code = 'ERR_WARMSCOPE_INVALID_OPTION';
const windows = [
  { staleWhileRevalidate: '1m' },
  { staleIfError: '1m' },
  { staleWhileRevalidate: 500, staleIfError: Number.POSITIVE_INFINITY },
];

// Kind of fault: A method's own stale window was refused although a default ttl was configured; and a refused configure() left some changes in place.
describe('regression: registry.configure', () => {
  const clock = useFakeClock();
  collectReports();
  afterEach(() => registry.configure({ defaults: {}, thaw: undefined }));

  for (const options of windows) {
    const text = JSON.stringify(options);

    it(`${text} without a ttl is accepted where one is configured, and refused where not`, () => {
      const decorate = [
        () => cached(() => 1, options as object),
        () => {
          class Reports {
            @anyCached(options) report(): number {
              return 1;
            }
          }
          return Reports;
        },
        () => {
          class Reports {
            @anyCached(options) static get report(): number {
              return 1;
            }
          }
          return Reports;
        },
      ];
      for (const ttl of ['1m', 5, Number.POSITIVE_INFINITY, () => '1m' as const] as const) {
        registry.configure({ defaults: { ttl } });
        for (const each of decorate) expect(each).to.not.throw();
        registry.configure({ defaults: {} });
        for (const each of decorate) expect(thrownBy(each)).to.have.property('code', code);
        registry.configure({ defaults: { ttl: undefined, max: 5 } });
        for (const each of decorate) expect(thrownBy(each).message).to.contain('without "ttl"');
      }
    });
  }

  it('a window of its own begins where the configured ttl ends', async () => {
    registry.configure({ defaults: { ttl: 100 } });
    let version = 0;
    const get = cached(async () => ++version, { staleWhileRevalidate: 100 });
    expect(await get()).to.equal(1);
    clock.advance(150);
    expect(await get()).to.equal(1);
    await nextTurn();
    expect(await get()).to.equal(2);
    clock.advance(250);
    expect(await get()).to.equal(3);
    registry.configure({ defaults: {} });
    clock.advance(1e9);
    expect(await get(), 'what was stored before has its end').to.equal(4);
    clock.advance(1e9);
    expect(await get(), 'what is stored now has none').to.equal(4);
  });

  it('default windows do nothing for a method without a ttl', () => {
    registry.configure({ defaults: { staleWhileRevalidate: 100, staleIfError: 100 } });
    let loads = 0;
    const forever = cached(() => ++loads);
    const timed = cached(() => ++loads, { ttl: 100 });
    expect([forever(), timed()]).to.deep.equal([1, 2]);
    clock.advance(150);
    expect([forever(), timed()]).to.deep.equal([1, 2]);
    expect([cacheOf(forever).stats().staleHits, cacheOf(timed).stats().staleHits]).to.deep.equal([0, 1]);
  });

  const bad: Record<string, object> = {
    'a default that is senseless': { defaults: { max: 0 } },
    'a default that is unknown': { defaults: { ttl: '5m', key: () => 1 } },
    'a default of the wrong kind': { defaults: { ttl: '5m', values: 'copied' } },
    'defaults that are no object': { defaults: 5 },
    'a gap that is no duration': { thaw: { gap: 'soon' } },
    'a gap that is unknown': { thaw: { gap: '1m', longest: '1h' } },
    'a bypass that is no truth': { bypass: 1 },
    'a clock without now()': { clock: {} },
    'a clock that is a function': { clock: Date.now },
    'an option that is unknown': { default: { max: 5 } },
    'an option that cannot be read': Object.defineProperty({}, 'zone', { enumerable: true, get: () => { throw new Error('unreadable'); } }), // biome-ignore format: one line
    'a default that cannot be read': { defaults: Object.defineProperty({}, 'max', { enumerable: true, get: () => { throw new Error('unreadable'); } }) }, // biome-ignore format: one line
  };
  const good: Record<string, object> = {
    defaults: { defaults: { max: 7, ttl: 5, values: 'frozen', scope: 'invocation' } },
    'a clock': { clock: new FakeClock(5) },
    'the system clock': { clock: undefined },
    'a thaw': { thaw: { gap: 1, stalledGap: 1 } },
    'a bypass': { bypass: true },
    everything: { defaults: { max: 7, ttl: 5 }, clock: new FakeClock(5), thaw: { gap: 1 } },
  };

  /** What can be seen of what is configured. */
  const seen = async (): Promise<unknown> => {
    const get = cached(() => ({}));
    get();
    const { max } = cacheOf(get).stats();
    const { thaws } = registry.stats().container;
    await runInvocation({}, async () => undefined);
    clock.advance(5_000);
    await runInvocation({}, async () => undefined);
    return {
      max,
      isKept: keeps(get),
      isFrozen: Object.isFrozen(get()),
      thaws: registry.stats().container.thaws - thaws,
      isOurs: registry.stats().container.ageMs >= 0,
    };
  };

  for (const [what, wrong] of Object.entries(bad)) {
    for (const [beside, right] of Object.entries(good)) {
      for (const [order, options] of Object.entries({
        first: { ...Object.getOwnPropertyDescriptors(wrong), ...without(right, wrong) },
        last: { ...without(right, wrong), ...Object.getOwnPropertyDescriptors(wrong) },
      })) {
        it(`${what}, ${order} beside ${beside}: refused, and nothing has changed`, async () => {
          registry.configure({ defaults: { max: 3 } });
          const before = await seen();
          await errorOf(() => registry.configure(Object.defineProperties({}, options)));
          const at = clock.reads;
          expect(await seen()).to.deep.equal(before);
          expect(clock.reads, 'the same clock').to.be.greaterThan(at);
          const decorated = cached(() => 1);
          expect(cacheOf(decorated).stats().max).to.equal(3);
        });
      }
    }
  }

  it('members decorated before and after see the defaults that were accepted last', () => {
    class Reports {
      @Cached() report(): number {
        return 1;
      }
    }
    registry.configure({ defaults: { max: 3 } });
    expect(() => registry.configure({ defaults: { max: 4, ttl: 'soon' as never } })).to.throw();
    expect(cacheOf(Reports, 'report').stats().max).to.equal(3);
    registry.configure({ clock });
    expect(cacheOf(Reports, 'report').stats().max, 'an option that is not given stays').to.equal(3);
  });
});

/** True where two calls give the same. */
function keeps(get: () => object): boolean {
  const first = get();
  return get() === first;
}

/** The descriptors of options, but for those that the others have. */
function without(options: object, others: object): PropertyDescriptorMap {
  return Object.fromEntries(Object.entries(Object.getOwnPropertyDescriptors(options)).filter(([name]) => !(name in others)));
}
