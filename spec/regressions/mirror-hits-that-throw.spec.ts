import { expect } from 'chai';
import { cached, registry } from '../../src/index.js';
import { errorOf } from '../support/deferred.js';
import { keepInvariants } from '../support/invariants.js';
import { collectReports } from '../support/warnings.js';

/** Keys that cannot be read, an array by their type. */
const UNREADABLE: Record<string, () => unknown> = {
  'a revoked Proxy': () => {
    const { proxy, revoke } = Proxy.revocable([], {});
    revoke();
    return proxy;
  },
  'an array with a throwing length': () => new Proxy([1, 2], { get: () => { throw new Error('unreadable'); } }), // biome-ignore format: one line
  'an array with a throwing item': () => Object.defineProperty([1, 2], 0, { get: () => { throw new Error('unreadable'); } }), // biome-ignore format: one line
};

// Kind of fault: Errors while looking for a hit were neither turned into rejections by async methods nor explained as key errors.
describe('regression: errors while looking for a hit', () => {
  const reported = collectReports();
  keepInvariants();
  afterEach(() => registry.configure({ clock: undefined }));

  /** What an async method with an entry gives, called once more: a rejection, if anything. */
  const rejectionOf = async (call: () => Promise<unknown>): Promise<unknown> => {
    let promise: Promise<unknown>;
    try {
      promise = call();
    } catch (error) {
      throw new Error(`an async method threw: ${error}`, { cause: error });
    }
    return errorOf(() => promise);
  };

  for (const length of [0, 1, 2]) {
    const args = ['a', 'b'].slice(0, length);
    const ofLength = (load: (...args: string[]) => Promise<number>): typeof load =>
      Object.defineProperty(load, 'length', { value: length });

    it(`an async method of ${length} parameters loads if the clock fails`, async () => {
      let isBroken = false;
      const now = (): number => {
        if (isBroken) throw new Error('no clock');
        return 1_000;
      };
      registry.configure({ clock: { now } });
      let loads = 0;
      const load = cached(ofLength(async () => ++loads), { ttl: 100 }); // biome-ignore format: one line
      await load(...args);
      isBroken = true;
      expect(await load(...args)).to.equal(2);
      expect(await reported.codes()).to.deep.equal(['WARN_WARMSCOPE_OPTION']);
    });

    for (const [name, make] of Object.entries(UNREADABLE)) {
      it(`an async method of ${length} parameters rejects with CacheKeyError, the first time and later: ${name}`, async () => {
        let key: unknown = 'readable';
        const load = cached(ofLength(async () => 1), { key: () => key as string }); // biome-ignore format: one line
        const codes: unknown[] = [];
        for (const next of [make(), 'readable', make()]) {
          key = next;
          if (key === 'readable') await load(...args);
          else codes.push(Reflect.get(Object(await rejectionOf(() => load(...args))), 'code'));
        }
        expect(codes).to.deep.equal(['ERR_WARMSCOPE_CACHE_KEY', 'ERR_WARMSCOPE_CACHE_KEY']);
      });
    }
  }
});
