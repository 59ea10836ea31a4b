import { Cached, type CachedOptions, cached, registry } from '../../src/index.js';
import { type SharedStore, type SharedTierOptions, sharedTier } from '../../src/shared/index.js';

/** The option `shared`: compiled in both dialects and never run. */

const asserted = <T>(value: T): T => value;
declare const store: SharedStore;

interface Rate {
  readonly value: number;
}

export class Fits {
  @Cached({ key: (currency: string, day: string) => [currency, day], ttl: '5m', shared: 'rates@1' })
  async rate(currency: string, day: string): Promise<Rate> {
    return { value: currency.length + day.length };
  }
  @Cached({ ttl: '5m', shared: { id: 'long', version: 2, localTtl: '30s', wait: '5s', lease: '20s', check: isRate } })
  long(currency: string): Promise<Rate> {
    return this.rate(currency, '');
  }
  @Cached({ ttl: '5m', shared: 'static@1' })
  static async count(): Promise<number> {
    return 1;
  }
  @Cached({ ttl: '5m' })
  sync(): number {
    return 1;
  }
}

function isRate(value: unknown): value is Rate {
  return typeof Object(value).value === 'number';
}

export class DoesNotFit {
  // @ts-expect-error it gives no promise
  @Cached({ ttl: '5m', shared: 'sync@1' })
  sync(currency: string): number {
    return currency.length;
  }
  // @ts-expect-error a getter gives no promise
  @Cached({ ttl: '5m', shared: 'getter@1' })
  get value(): number {
    return 1;
  }
  // @ts-expect-error an id without a version
  @Cached({ ttl: '5m', shared: 'rates' })
  async unversioned(): Promise<number> {
    return 1;
  }
}

cached(async (id: string) => id, { ttl: '1m', shared: 'fn@1' });
asserted<CachedOptions['shared']>('a@1');
asserted<SharedTierOptions>({ prefix: 'shop', secret: ['new', 'old'], timeout: '250ms', lease: '10s', verify: 'never' });
registry.configure({ shared: sharedTier(store, { prefix: 'shop' }) });
registry.configure({ shared: undefined });
// @ts-expect-error a prefix is required
sharedTier(store, {});
// @ts-expect-error a store is no tier
registry.configure({ shared: store });
// @ts-expect-error it is no default
registry.configure({ defaults: { shared: 'a@1' } });

cached(JSON.parse, { ttl: '1m', shared: 'fn@1' });
cached(<T>(value: T): Promise<T> => Promise.resolve(value), { ttl: '1m', shared: 'fn@1' });
cached((id: string): PromiseLike<string> => Promise.resolve(id), {
  ttl: '1m',
  shared: { id: 'fn', version: 1, check: (value) => value === '' },
});
cached((id: string) => id, {
  ttl: '1m',
  key: (text) => text.trim(),
  tags: (value, text) => [value.trim(), text.trim()],
  shared: undefined,
});
// @ts-expect-error it gives no promise
cached((id: string) => id, { ttl: '1m', shared: 'fn@1' });
// @ts-expect-error it gives no promise
cached((id: string) => id, { ttl: '1m', key: (text) => text.trim(), shared: { id: 'fn', version: 1 } });
declare const anyOptions: CachedOptions;
cached((id: string) => id, anyOptions);
cached((id: string) => id, { ...anyOptions, max: 5 });
// @ts-expect-error it gives no promise
cached((): void => undefined, { ttl: '1m', shared: 'fn@1' });

// What is known of a function only in part is taken, as its first call tells.
declare class Service {
  load(id: string): Promise<number>;
}
const service = new Service();
asserted<(id: string) => Promise<number>>(cached(service.load.bind(service), { ttl: '1m', shared: 'fn@1' }));
export const shared = <Args extends unknown[], Value>(fn: (...args: Args) => Promise<Value>) => cached(fn, { ttl: '1m', shared: 'fn@1' });
cached((id: string) => service.load(id), { ttl: '1m', shared: { id: 'fn', version: 1, check: (value) => value === 5 } });
