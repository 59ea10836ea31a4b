import { expect } from 'chai';
import { sharedTier } from '../../src/shared/shared-tier.js';
import type { SharedStore, StoredBytes } from '../../src/shared/store.js';
import { type Site, World } from '../shared/sites.js';

/** Memory that was given to somebody else. */
function transferred(): Uint8Array {
  const bytes = Uint8Array.of(1, 2, 3);
  structuredClone(bytes.buffer, { transfer: [bytes.buffer] });
  return bytes;
}

const trap = (): never => {
  throw new Error('a trap');
};

/** Bytes that cannot be read by what they say of themselves. */
function withBuffer(): Uint8Array {
  return Object.defineProperty(Uint8Array.of(1, 2, 3), 'buffer', { get: trap });
}

class OtherBytes extends Uint8Array {
  override get buffer(): ArrayBuffer {
    return trap();
  }
}

/** Something that is right when it is looked at, and not when it is used. */
function changing(second: () => unknown): StoredBytes {
  let looks = 0;
  return {
    get value() {
      return looks++ === 0 ? Uint8Array.of(1) : (second() as Uint8Array);
    },
  };
}

// Kind of fault: What a store answered was checked, and then read again where nothing was caught: callers got errors that no loader gave.
describe('regression: shared: answers and stores with traps', () => {
  const unhandled: unknown[] = [];
  const note = (reason: unknown): void => void unhandled.push(reason);
  before(() => void process.on('unhandledRejection', note));
  after(() => void process.off('unhandledRejection', note));
  const ITEMS: Record<string, () => StoredBytes> = {
    'transferred memory': () => ({ value: transferred() }),
    'bytes that hide their memory': () => ({ value: withBuffer() }),
    'bytes of a class of their own': () => ({ value: OtherBytes.of(1, 2) }),
    'a value that throws when it is read again': () => changing(trap),
    'a value that is none when it is read again': () => changing(() => 'text'),
    'a proxy': () => new Proxy({ value: Uint8Array.of(1) }, { get: trap }),
  };
  const KEYS = { values: ':v:', leases: ':l:', epochs: ':e:' };

  async function callsPass(store: (site: Site) => SharedStore): Promise<void> {
    const world = new World();
    const site = world.site();
    site.container.tier?.detach();
    site.container.tier = sharedTier(store(site), { prefix: 'spec' }).attach(site.container);
    const value = site.method(async (key: string) => key, { tags: ['t'] });
    for (let round = 0; round < 2; round++) {
      expect(await world.finished(site.run(() => value('a')))).to.equal('a');
      await world.finished(site.run(() => value.handle.set(['a'], 'a')));
      expect(await world.finished(site.run(() => value.handle.refresh('a') as Promise<unknown>))).to.equal('a');
      await world.finished(site.run(() => site.invalidateTags('t')));
    }
    expect(unhandled).to.deep.equal([]);
  }

  for (const [what, make] of Object.entries(ITEMS))
    for (const [which, part] of Object.entries(KEYS))
      it(`${what}, among ${which}`, () =>
        callsPass(({ world }) => {
          const store = world.store.connect();
          return {
            ...store,
            get: async (keys) => (await store.get(keys)).map((found, at) => (keys[at]?.includes(part) ? make() : found)),
          };
        }));

  for (const name of ['get', 'apply', 'add', 'reset'] as const)
    it(`a store whose ${name} throws when it is read again`, () =>
      callsPass(({ world }) => {
        const store = world.store.connect();
        let looks = 0;
        return Object.defineProperty({ ...store }, name, { get: () => (looks++ < 2 ? store[name] : trap()) });
      }));

  it('a store whose reset fails later', () =>
    callsPass(({ world }) => ({
      ...world.store.connect(),
      get: () => Promise.reject(new Error('out of reach')),
      reset: async () => trap(),
    })));
});
