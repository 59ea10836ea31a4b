import { expect } from 'chai';
import { Cached, cached, registry, runInvocation } from '../../src/index.js';
import { type SharedTierOptions, sharedTier } from '../../src/shared/index.js';
import { anyCached as Any } from '../decorators/any-decorator.js';
import { errorOf } from '../support/deferred.js';
import { collectReports } from '../support/warnings.js';
import { ToldStore } from './told-store.js';

const INVALID = 'ERR_WARMSCOPE_INVALID_OPTION';
const store = () => new ToldStore(() => Date.now()).connect();

/** Decorates a method, or a getter, with options that may be anything. */
const decorate = (options: object, isGetter = false): unknown => {
  if (isGetter) {
    class Getter {
      @Any(options)
      get value(): Promise<number> {
        return Promise.resolve(1);
      }
    }
    return Getter;
  }
  class Method {
    @Any(options)
    async value(): Promise<number> {
      return 1;
    }
  }
  return Method;
};

describe('shared/options', () => {
  const reports = collectReports();
  afterEach(() => registry.configure({ shared: undefined, defaults: {} }));

  const refused: [what: string, options: object][] = [
    ['an id without a version', { shared: 'rates' }],
    ['an empty version', { shared: 'rates@' }],
    ['a blank', { shared: 'my rates@1' }],
    ['a number', { shared: 1 }],
    ['true', { shared: true }],
    ['null', { shared: null }],
    ['an object without an id', { shared: { version: 1 } }],
    ['an object without a version', { shared: { id: 'a' } }],
    ['an unknown part', { shared: { id: 'a', version: 1, ttl: '5m' } }],
    ['a part of every object', { shared: { id: 'a', version: 1, toString: () => 'a' } }],
    ['a localTtl of 0', { shared: { id: 'a', version: 1, localTtl: 0 } }],
    ['a wait that is no duration', { shared: { id: 'a', version: 1, wait: 'soon' } }],
    ['a check that is no function', { shared: { id: 'a', version: 1, check: true } }],
    ['a codec without decode', { shared: { id: 'a', version: 1, codec: { id: 'x', encode: () => 1 } } }],
    ['no ttl', { shared: 'none@1', ttl: undefined }],
    ["per: 'instance'", { shared: 'per@1', per: 'instance' }],
    ["scope: 'invocation'", { shared: 'scope@1', scope: 'invocation' }],
  ];
  for (const [what, options] of refused)
    it(`${what} is refused when the decorator runs`, async () => {
      const error = await errorOf(() => decorate({ ttl: '5m', ...options }));
      expect(error).to.include({ code: INVALID });
      expect(error.message).to.contain('"shared"').and.to.contain('valid is');
    });

  it('of an unknown part says to leave it out', async () => {
    const error = await errorOf(() => decorate({ ttl: '5m', shared: { id: 'a', version: 1, ttl: '5m' } }));
    expect(error.message).to.match(/valid is one whose "ttl" is left out\.$/);
  });

  it('a getter is refused', async () => {
    expect(await errorOf(() => decorate({ ttl: '5m', shared: 'getter@1' }, true))).to.include({ code: INVALID });
  });

  it('it is no default, and may take its ttl from the defaults', async () => {
    expect(await errorOf(() => registry.configure({ defaults: { shared: 'a@1' } as object }))).to.include({ code: INVALID });
    registry.configure({ defaults: { ttl: '5m' } });
    decorate({ shared: 'default-ttl@1' });
  });

  it('an id is of one member, unless that is evaluated again', async () => {
    const load = async (): Promise<number> => 1;
    const kept = [
      cached(load, { ttl: 1, shared: 'twice@1' }),
      cached(load.bind(undefined) && (async (): Promise<number> => 1), { ttl: 1, shared: 'twice@1' }),
    ];
    const error = await errorOf(() => cached(async () => 2, { ttl: 1, shared: 'twice@1' }));
    expect(error).to.include({ code: INVALID });
    expect(kept).to.have.length(2);
    decorate({ ttl: 1, shared: 'again@1' });
    decorate({ ttl: 1, shared: 'again@1' });
  });

  const tiers: [what: string, options: object, secret?: string][] = [
    ['no prefix', {}],
    ['an empty prefix', { prefix: '' }],
    ['a blank in it', { prefix: 'my shop' }],
    ['a timeout of 0', { prefix: 'a', timeout: 0 }],
    ['a timeout without end', { prefix: 'a', timeout: Number.POSITIVE_INFINITY }],
    ['an unknown option', { prefix: 'a', ttl: '5m' }],
    ['an empty secret', { prefix: 'a', secret: '' }],
    ['no secrets in a list', { prefix: 'a', secret: [] }],
    ['a secret that is none', { prefix: 'a', secret: ['geheim', 7] }],
    ['another way to verify', { prefix: 'a', verify: 'always' }],
  ];
  for (const [what, options] of tiers)
    it(`sharedTier refuses ${what}`, async () => {
      const error = await errorOf(() => sharedTier(store(), options as SharedTierOptions));
      expect(error).to.include({ code: INVALID });
      expect(error.message).not.to.contain('geheim');
    });

  for (const given of [undefined, {}, { get: () => [] }, { get: () => [], apply: 1 }])
    it(`sharedTier refuses a store that is ${JSON.stringify(given)}`, async () => {
      expect(await errorOf(() => sharedTier(given as never, { prefix: 'a' }))).to.include({ code: INVALID });
    });

  it('registry.configure refuses what is no tier', async () => {
    expect(await errorOf(() => registry.configure({ shared: store() as never }))).to.include({ code: INVALID });
  });

  it('works through decorator and registry, with statistics, and is switched off again', async () => {
    const told = new ToldStore(() => Date.now());
    class Prices {
      runs = 0;
      @Cached({ ttl: '5m', shared: 'prices@1' })
      async rate(currency: string): Promise<string> {
        return `${currency}${++this.runs}`;
      }
    }
    const prices = new Prices();
    registry.configure({ shared: sharedTier(told.connect(), { prefix: 'shop', secret: 'geheim' }) });
    expect(await runInvocation({}, () => prices.rate('EUR'))).to.equal('EUR1');
    registry.clear();
    expect(await runInvocation({}, () => prices.rate('EUR'))).to.equal('EUR1');
    const { shared } = registry.stats().container;
    expect(shared).to.include({ state: 'up', timeouts: 0, opened: 0, pendingInvalidations: 0 });
    expect(JSON.stringify([...told.entries.keys()])).not.to.contain('EUR');
    expect([...told.entries.values()].some(({ value }) => Buffer.from(value).includes('EUR'))).to.equal(false);
    registry.configure({ shared: undefined });
    registry.clear();
    told.asked();
    expect(await runInvocation({}, () => prices.rate('EUR'))).to.equal('EUR2');
    expect(told.asked()).to.equal(0);
    expect(registry.stats().container).not.to.have.property('shared');
  });

  it('without a tier the values stay in the container, which is said once', async () => {
    class Prices {
      @Cached({ ttl: '5m', shared: 'untiered@1' })
      async rate(): Promise<number> {
        return 1;
      }
    }
    const prices = new Prices();
    await prices.rate();
    registry.clear();
    await prices.rate();
    expect(await reports.codes()).to.deep.equal(['WARN_WARMSCOPE_OPTION']);
  });

  it('a method that gives plain values is refused at the call', async () => {
    registry.configure({ shared: sharedTier(store(), { prefix: 'shop' }) });
    const plain = cached(((id: string) => id) as never as (id: string) => Promise<string>, {
      ttl: 1_000,
      shared: 'plain@1',
      name: 'Plain.value',
    });
    const error = await errorOf(() => plain('a'));
    expect(error).to.include({ code: 'ERR_WARMSCOPE_INVALID_TARGET' });
    expect(error.message).to.contain('Plain.value');
  });

  it('a symbol that no other process has is no part of a key, at any depth', async () => {
    registry.configure({ shared: sharedTier(store(), { prefix: 'shop' }) });
    const value = cached(async (..._key: unknown[]) => 1, { ttl: 1_000, shared: 'symbols@1' });
    const long = Array.from({ length: 400 }, (_, at) => at);
    for (const key of [[Symbol('s')], [1, Symbol('s')], [{ a: [Symbol('s')] }], [[...long, Symbol('s')]], [{ [Symbol('s')]: 1 }]])
      expect(await errorOf(() => value(...key))).to.include({ code: 'ERR_WARMSCOPE_CACHE_KEY' });
    expect(await value(Symbol.for('s'), { a: Symbol.for('s') })).to.equal(1);
  });
});
