import { expect } from 'chai';
import { cached } from '../../src/index.js';
import { type SharedTierOptions, sharedTier } from '../../src/shared/index.js';
import { MapStore } from '../shared/map-store.js';
import { World } from '../shared/sites.js';
import { errorOf } from '../support/deferred.js';

const codec = { id: 'own', encode: () => new Uint8Array(), decode: () => 1 };
const refused: Record<string, object> = {
  'a codec without an id': { codec: { ...codec, id: undefined } },
  'a codec whose id is a number': { codec: { ...codec, id: 5 } },
  'a codec whose id is a list': { codec: { ...codec, id: ['own'] } },
};

// Kind of fault: Parts of `shared` were not looked at, or only as the text that they come to: codecs without an id read each other's values, and a store
// was asked to keep a lease for ever. An option of sharedTier that does not exist was shown with what it had, which was the secret where that was misspelt.
describe('regression: options of the shared tier', () => {
  for (const [name, part] of Object.entries(refused))
    it(`${name} is refused`, async () => {
      const shared = { id: 'let-through', version: 1, ...part };
      const error = await errorOf(() => cached(async () => 1, { ttl: 1_000, shared } as never));
      expect(error).to.have.property('code', 'ERR_WARMSCOPE_INVALID_OPTION');
      expect(error).to.have.property('message').that.contains('valid is one whose');
    });

  it('a lease without an end has one in the store', async () => {
    const world = new World();
    const ends: number[] = [];
    const { connect } = world.store;
    world.store.connect = () => {
      const store = connect.call(world.store);
      const add = (key: string, value: Uint8Array, ttlMs: number) => {
        ends.push(ttlMs);
        return store.add?.(key, value, ttlMs) ?? Promise.resolve(false);
      };
      return { ...store, add };
    };
    const site = world.site();
    const lease = Number.POSITIVE_INFINITY;
    const value = site.method(async () => 1, { shared: { id: 'endless', version: 1, lease } });
    expect(await site.run(() => value())).to.equal(1);
    expect(ends).to.not.be.empty;
    expect(ends.every(Number.isSafeInteger)).to.equal(true);
  });

  for (const name of ['secrets', 'Secret', 'password', 'toString'])
    it(`what "${name}" has is not shown`, async () => {
      const options = { prefix: 'a', [name]: ['hunter2'] } as unknown as SharedTierOptions;
      const error = await errorOf(() => sharedTier(new MapStore(), options));
      expect(error).to.have.property('code', 'ERR_WARMSCOPE_INVALID_OPTION');
      expect(error).to.have.property('message').that.contains(`"${name}"`).and.contains('secret, prefix').but.not.contains('hunter2');
    });
});
