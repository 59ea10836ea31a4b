import { type Bytes, Cached, type CachedOptions, cached, type MemoryShare, registry } from '../../src/index.js';

/** The options of bytes: compiled in both dialects and never run. */

const asserted = <T>(value: T): T => value;

export class Fits {
  @Cached({ maxBytes: '8MB', weigh: (value: string, user: string, month: number) => value.length + user.length + month })
  async report(user: string, month: number): Promise<string> {
    return `${user}${month}`;
  }
  @Cached({ maxBytes: 65_536, weigh: (value: Buffer) => value.length })
  fewer(size: number): Buffer {
    return Buffer.alloc(size);
  }
  @Cached({ maxBytes: '1.5GB', weigh: () => 1 })
  static inferred(user: string): string {
    return user;
  }
  @Cached({ weigh: (value: number) => value })
  get value(): number {
    return 1;
  }
}

cached(async (user: string, amount: number) => ({ user, amount }), {
  maxBytes: '512KB',
  weigh: (value, user, amount) => {
    asserted<{ user: string; amount: number }>(value);
    asserted<string>(user);
    asserted<number>(amount);
    return 1;
  },
});
asserted<CachedOptions['maxBytes']>('12B');
asserted<Bytes>('1KB');
asserted<MemoryShare>('25%');
registry.configure({ maxBytes: '25%', heapGuard: 0.7, defaults: { maxBytes: '1MB', weigh: () => 1 } });
registry.configure({ maxBytes: '64MB', heapGuard: false });
registry.configure({ maxBytes: undefined, heapGuard: undefined });

export class DoesNotFit {
  // @ts-expect-error the value is a number
  @Cached({ weigh: (value: string) => value.length })
  values(user: string): number {
    return user.length;
  }
  // @ts-expect-error the argument is a number
  @Cached({ weigh: (_value: number, user: string) => user.length })
  args(user: number): number {
    return user;
  }
  // @ts-expect-error weigh gives bytes
  @Cached({ weigh: (value: string) => value })
  text(user: string): string {
    return user;
  }
  // @ts-expect-error a size has no blank, and its unit stands in capitals
  @Cached({ maxBytes: '8 mb' })
  unit(user: string): string {
    return user;
  }
  // @ts-expect-error a share is of the registry's
  @Cached({ maxBytes: '25%' })
  share(user: string): string {
    return user;
  }
}
// @ts-expect-error a share is a number or false
registry.configure({ heapGuard: true });
// @ts-expect-error a share ends in %
registry.configure({ maxBytes: '25 percent' });
