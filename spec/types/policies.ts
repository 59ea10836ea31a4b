import { Cached, type CachedOptions, cached, type Duration, type KeyKeeping, registry } from '../../src/index.js';

/** The options of freshness, scope and values: compiled in both dialects and never run. */

const asserted = <T>(value: T): T => value;

export class Fits {
  @Cached({ ttl: '5m', staleWhileRevalidate: '1h', staleIfError: Number.POSITIVE_INFINITY, timeout: 250, errorTtl: '10s' })
  async constants(user: string): Promise<string> {
    return user;
  }
  @Cached({ errorTtl: (error: unknown, user: string): Duration => (error instanceof RangeError && user !== '' ? '1s' : 0) })
  async errors(user: string, _month: number): Promise<string> {
    return user;
  }
  @Cached({ errorTtl: () => 5 })
  fewer(user: string): string {
    return user;
  }
  @Cached({ errorTtl: (error) => (String(error) === '' ? 0 : '1m') })
  static inferred(user: string): string {
    return user;
  }
  @Cached({ ttl: '1m', staleWhileRevalidate: '1m', errorTtl: (_error: unknown) => '1s' })
  get value(): number {
    return 1;
  }
  @Cached({ scope: 'tenant', values: 'frozen' })
  tenant(): string {
    return '';
  }
  @Cached({ scope: 'invocation', values: 'cloned' })
  invocation(): string {
    return '';
  }
  @Cached({
    ttl: '1m',
    staleWhileRevalidate: (value: string, user: string): Duration => (value === user ? '1m' : 0),
    staleIfError: () => 5,
  })
  async windows(user: string): Promise<string> {
    return user;
  }
  @Cached({ ttl: '1m', staleIfError: (value: number) => value, maxIdle: '5m', keys: 'hashed' })
  get lived(): number {
    return 1;
  }
  @Cached({ scope: 'container', values: 'shared', timeout: undefined, maxIdle: undefined, keys: 'plain' })
  container(): string {
    return '';
  }
}

asserted<(user: string) => Promise<string>>(cached(async (user: string) => user, { ttl: '1m', staleIfError: '1h', timeout: '2s' }));
cached(async (user: string, amount: number) => user + amount, {
  errorTtl: (error, user, amount) => {
    asserted<unknown>(error);
    asserted<string>(user);
    asserted<number>(amount);
    return '1s';
  },
});
cached(async (user: string, amount: number) => user.length + amount, {
  ttl: '1m',
  maxIdle: 500,
  staleIfError: (value, user, amount) => {
    asserted<number>(value);
    asserted<string>(user);
    asserted<number>(amount);
    return '1s';
  },
});
asserted<CachedOptions['scope']>('tenant');
asserted<KeyKeeping | undefined>(asserted<CachedOptions['keys']>('hashed'));
registry.configure({ bypass: true });
registry.configure({ bypass: undefined, defaults: { maxIdle: '5m', keys: 'hashed', staleIfError: () => '5m' } });
registry.configure({
  defaults: { staleWhileRevalidate: '1m', staleIfError: '1m', errorTtl: '1s', timeout: '1s', scope: 'tenant', values: 'frozen' },
});

export class DoesNotFit {
  // @ts-expect-error the argument is a number
  @Cached({ errorTtl: (_error: unknown, user: string) => user.length })
  errorArguments(user: number): number {
    return user;
  }
  // @ts-expect-error it gives no duration
  @Cached({ errorTtl: (error: Error) => error.message })
  errorType(): number {
    return 1;
  }
  // @ts-expect-error no duration
  @Cached({ errorTtl: () => 'soon' })
  errorResult(): void {}
  // @ts-expect-error known at once
  @Cached({ errorTtl: async () => '1s' })
  errorPromise(): void {}
  // @ts-expect-error a getter has no arguments
  @Cached({ errorTtl: (_error: unknown, user: string) => user.length })
  get value(): number {
    return 1;
  }
  // @ts-expect-error no such unit
  @Cached({ ttl: '1m', staleWhileRevalidate: '5 minutes' })
  window(): void {}
  // @ts-expect-error the value is a string
  @Cached({ ttl: '1m', staleIfError: (value: number) => value })
  windowValue(): string {
    return '';
  }
  // @ts-expect-error the argument is a number
  @Cached({ ttl: '1m', staleWhileRevalidate: (_value: string, user: string) => user.length })
  windowArguments(user: number): string {
    return String(user);
  }
  // @ts-expect-error the settled value, not the promise
  @Cached({ ttl: '1m', staleIfError: (value: Promise<string>) => (value === undefined ? 0 : 1) })
  async windowPromise(): Promise<string> {
    return '';
  }
  // @ts-expect-error no duration
  @Cached({ ttl: '1m', staleIfError: () => 'soon' })
  windowResult(): void {}
  // @ts-expect-error no such unit
  @Cached({ maxIdle: '5 minutes' })
  idle(): void {}
  // @ts-expect-error a limit is no function
  @Cached({ maxIdle: () => 5 })
  idleFunction(): void {}
  // @ts-expect-error no such way
  @Cached({ keys: 'encrypted' })
  keys(): void {}
  // @ts-expect-error a limit is no function
  @Cached({ timeout: () => 5 })
  limit(): void {}
  // @ts-expect-error no such scope
  @Cached({ scope: 'user' })
  scope(): void {}
  // @ts-expect-error no such way
  @Cached({ values: 'copied' })
  values(): void {}
  // @ts-expect-error true or false is no way
  @Cached({ values: true })
  flag(): void {}
}

// @ts-expect-error the same for functions
cached(() => 1, { values: 'copied' });
// @ts-expect-error the same for functions
cached((user: string) => user, { errorTtl: (_error: unknown, user: number) => user });
// @ts-expect-error the same for defaults
registry.configure({ defaults: { scope: 'user' } });
// @ts-expect-error the same for defaults
registry.configure({ defaults: { timeout: 'long' } });
// @ts-expect-error true or false
registry.configure({ bypass: 'yes' });
