import { Cached, ContainerSingleton, cached, containerSingleton, RetryAfterInvalidate } from '../../src/index.js';

/** Compiled in both dialects and never run. */

const asserted = <T>(value: T): T => value;

class Secrets {
  @Cached({ ttl: '5m' })
  async get(name: string): Promise<string> {
    return name;
  }
  @Cached()
  static shared(): string {
    return '';
  }
}

@ContainerSingleton
class Db {
  readonly url = '';
}

const reader = containerSingleton(() => new Db());
const plain = cached((id: number) => id);

export class Orders {
  @RetryAfterInvalidate({
    on: (error) => error.code === 'Revoked',
    invalidates: [[() => Secrets, 'get'], [() => Secrets, 'shared'], [Secrets, 'get'], () => Db, Db, reader, plain, 'own', Symbol('own')],
  })
  async load(id: string): Promise<number> {
    return id.length;
  }
  @RetryAfterInvalidate({ on: (error: NodeJS.ErrnoException) => error.code === 'ECONNRESET', invalidates: [() => Db] })
  generic<T>(value: T): T {
    return value;
  }
  @RetryAfterInvalidate({ on: (error: unknown) => error instanceof Error, invalidates: ['own'] })
  static async count(): Promise<number> {
    return 1;
  }
  @Cached()
  own(): string {
    return '';
  }

  // @ts-expect-error no such member
  @RetryAfterInvalidate({ on: () => true, invalidates: [[() => Secrets, 'gte']] })
  misspelt(): void {}
  // @ts-expect-error no such member, of a class named itself
  @RetryAfterInvalidate({ on: () => true, invalidates: [[Secrets, 'gte']] })
  misspeltToo(): void {}
  // @ts-expect-error on gives true or false
  @RetryAfterInvalidate({ on: (error: Error) => error.message, invalidates: [() => Db] })
  text(): void {}
  // @ts-expect-error not a promise either
  @RetryAfterInvalidate({ on: async () => true, invalidates: [() => Db] })
  promise(): void {}
  // @ts-expect-error nothing to invalidate
  @RetryAfterInvalidate({ on: () => true })
  nothing(): void {}
  // @ts-expect-error no such option
  @RetryAfterInvalidate({ on: () => true, invalidates: [() => Db], times: 3 })
  times(): void {}
  // @ts-expect-error no target
  @RetryAfterInvalidate({ on: () => true, invalidates: [5] })
  number(): void {}
  // @ts-expect-error for methods
  @RetryAfterInvalidate({ on: () => true, invalidates: [() => Db] })
  field = 1;
}
asserted<Promise<number>>(new Orders().load('1'));
asserted<'a'>(new Orders().generic('a'));
