import { inspect } from 'node:util';
import { expect } from 'chai';
import type { SharedCodec } from '../../src/shared/codec.js';
import { sharedTier } from '../../src/shared/shared-tier.js';
import type { SharedStore } from '../../src/shared/store.js';
import { World } from '../shared/sites.js';

const PRIVATE = 'card 4111 1111 1111 1111';

/** The messages of a codec's errors, and of a store's, which may quote values, stood in warnings. */
describe('regression: shared: warnings do not quote errors of others', () => {
  const codecOf = (fail: () => unknown): SharedCodec => ({ id: 'own', encode: () => fail() as Uint8Array, decode: () => undefined });
  const raise = (thrown: unknown) => () => {
    throw thrown;
  };
  const CODECS: Readonly<Record<string, readonly [fail: () => unknown, shown: string]>> = {
    'an error': [raise(new RangeError(PRIVATE)), '(RangeError, see `cause`)'],
    'an error with a code': [raise(Object.assign(new Error(PRIVATE), { code: 'E_TOO_DEEP' })), '(E_TOO_DEEP, see `cause`)'],
    'an error whose name is a text': [raise(Object.assign(new Error(PRIVATE), { name: PRIVATE, code: PRIVATE })), '(Error, see `cause`)'],
    'an error that cannot be read': [raise(new Proxy(new Error(PRIVATE), { get: raise(new Error(PRIVATE)) })), '(object, see `cause`)'],
    'an object that is no error': [raise({ name: 'Ann', code: 'SECRET', message: PRIVATE }), '(object, see `cause`)'],
    'a text': [raise(PRIVATE), '(string, see `cause`)'],
    'no bytes': [() => PRIVATE, 'did not give a Uint8Array'],
    'a promise': [async () => new Uint8Array(), 'did not give a Uint8Array'],
  };

  for (const [what, [fail, shown]] of Object.entries(CODECS))
    it(`a codec gives ${what}`, async () => {
      const site = new World().site();
      const value = site.method(async () => PRIVATE, { shared: { id: 'value', version: 1, codec: codecOf(fail) } });
      expect(await site.run(() => value('a'))).to.equal(PRIVATE);
      expect(site.codes).to.deep.equal(['WARN_WARMSCOPE_OPTION']);
      const [warning] = site.warnings;
      expect(warning?.message).to.contain('was not written to the shared store: ').and.to.contain(shown);
      for (const text of [PRIVATE, 'Ann', 'SECRET']) expect(warning?.message).not.to.contain(text);
    });

  it('what V8 cannot write is not quoted either', async () => {
    const site = new World().site();
    const value = site.method(async () => ({ [PRIVATE]: () => PRIVATE }));
    await site.run(() => value('a'));
    expect(site.codes).to.deep.equal(['WARN_WARMSCOPE_OPTION']);
    expect(inspect(site.warnings)).not.to.contain(PRIVATE);
  });

  /** A store of somebody's own that refuses writes of one kind. */
  function refusing(store: SharedStore, part: string, error: Error): SharedStore {
    return {
      ...store,
      apply: (changes) =>
        changes.some((change) => 'set' in change && change.set.includes(part)) ? Promise.reject(error) : store.apply(changes),
    };
  }

  it('a store refuses an invalidation', async () => {
    const world = new World();
    const site = world.site();
    const store = refusing(world.store.connect(), ':e:', Object.assign(new Error(PRIVATE), { code: 'ECONNREFUSED' }));
    site.container.tier = sharedTier(store, { prefix: 'spec' }).attach(site.container);
    const value = site.method(async () => 'value');
    await site.run(() => value('a'));
    await site.run(() => value.handle.delete('a'));
    const { message } = site.warnings.find(({ code }) => code === 'WARN_WARMSCOPE_INVALIDATION') ?? {};
    expect(message).to.contain('(ECONNREFUSED, see `cause`)').and.not.to.contain(PRIVATE);
  });

  it('a store says that a value is too large', async () => {
    const world = new World();
    const site = world.site();
    const tooLarge = Object.assign(new Error(PRIVATE), { code: 'ERR_WARMSCOPE_VALUE_TOO_LARGE' });
    site.container.tier = sharedTier(refusing(world.store.connect(), ':v:', tooLarge), { prefix: 'spec' }).attach(site.container);
    const value = site.method(async () => 'x'.repeat(5_000));
    await site.run(() => value('a'));
    const [warning] = site.warnings;
    expect(warning?.message)
      .to.match(/its \d KB are too much for the store/)
      .and.not.to.contain(PRIVATE);
    expect(warning?.cause).to.equal(tooLarge);
  });
});
