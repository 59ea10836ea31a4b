import { RetryAfterInvalidate, registry } from '../../src/index.js';
import { KeyedSingleton, type KeyedSingletonOptions, keyedSingleton } from '../../src/keyed/index.js';

/** Compiled in both dialects and never run. */

const asserted = <T>(value: T): T => value;

class Pool {
  constructor(readonly database: string) {}
  end(): Promise<void> {
    return Promise.resolve();
  }
}

const reader = keyedSingleton((tenant: string) => new Pool(tenant), { max: 5, dispose: (pool) => pool.end(), key: (tenant) => [tenant] });
asserted<(tenant: string) => Pool>(reader);

export class Databases {
  constructor(readonly host: string) {}

  @KeyedSingleton({ key: (tenant: string) => tenant, max: 20, maxIdle: '10m' })
  pool(tenant: string): Pool {
    return new Pool(tenant);
  }
  @KeyedSingleton({ max: 20, dispose: 'end', validate: async (pool: Pool) => pool.database !== '', name: 'pools' })
  async connect(tenant: string, region?: string): Promise<Pool> {
    return new Pool(tenant + region);
  }
  @KeyedSingleton({
    key(this: Databases, tenant: string) {
      return [this.host, tenant];
    },
    max: 5,
    dispose: (pool: Pool) => pool.end(),
  })
  perHost(tenant: string, _size: number): Pool {
    return new Pool(tenant);
  }
  @KeyedSingleton({ key: 'byTenant', max: 5 })
  static shared(event: { tenant: string }): Pool {
    return new Pool(event.tenant);
  }
  @KeyedSingleton({ max: 5 })
  generic<T extends string>(value: T): { value: T } {
    return { value };
  }
  @KeyedSingleton({ max: 5 })
  rest(...parts: string[]): Pool {
    return new Pool(parts.join());
  }
  @RetryAfterInvalidate({ on: () => true, invalidates: ['pool', [() => Databases, 'shared'], reader] })
  retried(): void {}
}
const databases = new Databases('');
asserted<Pool>(databases.pool('a'));
asserted<Promise<Pool>>(databases.connect('a'));
asserted<{ value: 'a' }>(databases.generic('a'));
asserted<Pool>(Databases.shared({ tenant: 'a' }));

const later = keyedSingleton(async (tenant: string, size?: number) => new Pool(tenant + size), { max: 5, dispose: 'end' });
asserted<Promise<Pool>>(later('a'));
asserted<Promise<Pool>>(later('a', 1));
asserted<KeyedSingletonOptions>({ max: 5, key: (tenant: string) => tenant });
asserted<number | undefined>(registry.stats().singletons[0]?.evictions);

export class Misuse {
  // @ts-expect-error max is missing
  @KeyedSingleton({ key: (tenant: string) => tenant })
  unbounded(tenant: string): Pool {
    return new Pool(tenant);
  }
  // @ts-expect-error the key takes another type
  @KeyedSingleton({ key: (tenant: number) => tenant, max: 5 })
  wrongKey(tenant: string): Pool {
    return new Pool(tenant);
  }
  // @ts-expect-error nothing to tell clients apart by
  @KeyedSingleton({ max: 5 })
  nothing(): Pool {
    return new Pool('');
  }
  // @ts-expect-error no such option here
  @KeyedSingleton({ max: 5, eager: true })
  eager(tenant: string): Pool {
    return new Pool(tenant);
  }
  // @ts-expect-error no such option here
  @KeyedSingleton({ max: 5, inject: [] })
  inject(tenant: string): Pool {
    return new Pool(tenant);
  }
  // @ts-expect-error the client has no such method
  @KeyedSingleton({ max: 5, dispose: 'close' })
  wrongMethod(tenant: string): Pool {
    return new Pool(tenant);
  }
  // @ts-expect-error the settled client, not its promise
  @KeyedSingleton({ max: 5, dispose: (pool: Promise<Pool>) => pool })
  async wrongDisposal(tenant: string): Promise<Pool> {
    return new Pool(tenant);
  }
  // @ts-expect-error not for getters
  @KeyedSingleton({ max: 5 })
  get getter(): Pool {
    return new Pool('');
  }
  // @ts-expect-error not for fields
  @KeyedSingleton({ max: 5 })
  field = 1;
}

// @ts-expect-error max is missing
keyedSingleton((tenant: string) => new Pool(tenant), {});
// @ts-expect-error options are missing
keyedSingleton((tenant: string) => new Pool(tenant));
// @ts-expect-error nothing to tell clients apart by
keyedSingleton(() => new Pool(''), { max: 5 });
// @ts-expect-error the key takes another type
keyedSingleton((tenant: string) => new Pool(tenant), { max: 5, key: (tenant: number) => tenant });
// @ts-expect-error the client has no such method
keyedSingleton((tenant: string) => new Pool(tenant), { max: 5, dispose: 'close' });
// @ts-expect-error no such option
keyedSingleton((tenant: string) => new Pool(tenant), { max: 5, eager: true });
