import { Cached, type CacheOf, cached, cacheOf, Invalidates } from '../../src/index.js';

/** Compiled in both dialects and never run. */

const asserted = <T>(value: T): T => value;

export class Reports {
  readonly id = 1;
  @Cached()
  async report(user: string, _month: number): Promise<string> {
    return user;
  }
  @Cached()
  get value(): number {
    return 1;
  }
  @Cached()
  static count(id: number): number {
    return id;
  }
  protected hidden(): void {}
}

const reports = new Reports();
const ofInstance = cacheOf(reports, 'report');
asserted<string | undefined>(ofInstance.peek('u', 1));
asserted<boolean>(ofInstance.has('u', 1));
asserted<string | undefined>(ofInstance.peekStale('u', 1));
asserted<number | undefined>(ofInstance.expiresAt('u', 1));
asserted<number | undefined>(cacheOf(reports, 'value').peekStale());
asserted<Promise<string>>(ofInstance.refresh('u', 1));
asserted<boolean>(ofInstance.delete('u', 1));
asserted<number>(ofInstance.size);
ofInstance.set(['u', 1], 'settled');
const constantArgs = ['u', 1] as const;
ofInstance.set(constantArgs, 'settled');
asserted<CacheOf<Reports['report']>>(cacheOf(Reports, 'report'));
asserted<number | undefined>(cacheOf(Reports, 'count').peek(1));
asserted<number | undefined>(cacheOf(reports, 'value').peek());
cacheOf(reports, 'value').set([], 5);
const load = cached(async (user: string, amount: number) => `${user} ${amount}`, { ttl: '5m', key: (user) => user });
asserted<(user: string, amount: number) => Promise<string>>(load);
asserted<string | undefined>(cacheOf(load).peek('u', 1));
const identity = cached(<T>(value: T): T => value);
asserted<5>(identity(5 as const));

// @ts-expect-error the second argument is missing
ofInstance.peek('u');
// @ts-expect-error the second argument is missing
ofInstance.peekStale('u');
// @ts-expect-error the month is a number
ofInstance.expiresAt('u', 'may');
// @ts-expect-error the month is a number
ofInstance.delete('u', 'may');
ofInstance.set(['u', 1], Promise.resolve('x'));
// @ts-expect-error a promise of another type
ofInstance.set(['u', 1], Promise.resolve(5));
// @ts-expect-error the value is a string
ofInstance.set(['u', 1], 5);
// @ts-expect-error the arguments as a tuple
ofInstance.set(['u'], 'x');
// @ts-expect-error no such member
cacheOf(reports, 'missing');
// @ts-expect-error no such member
cacheOf(Reports, 'missing');
// @ts-expect-error not from outside
cacheOf(reports, 'hidden');
// @ts-expect-error not a function
cacheOf(reports);
// @ts-expect-error a getter has no arguments
cacheOf(reports, 'value').peek(1);
// @ts-expect-error peek gives a string or undefined
asserted<number | undefined>(ofInstance.peek('u', 1));
// @ts-expect-error size is not for writing
ofInstance.size = 5;

// @ts-expect-error the key's parameter is a string, the function's a number
cached((id: number) => id, { key: (id: string) => id });
// @ts-expect-error an unknown option
cached((id: number) => id, { groups: ['a'] });
// @ts-expect-error the value is a number
cached((id: number) => id, { store: (value: string) => value !== '' });
// @ts-expect-error no function
cached(5);

export class Store {
  @Invalidates('report', { key: (user: string, month: number) => [user, month] })
  @Invalidates(() => Reports, 'report', { key: (user: string) => [user] })
  @Invalidates(() => Reports, 'count')
  @Invalidates(() => Reports, 'value')
  save(user: string, month: number, _lines: string[]): string {
    return `${user} ${month}`;
  }
  @Invalidates('report', {
    key(this: Store, user: string) {
      return [this.prefix, user];
    },
  })
  async withThis(_user: string): Promise<void> {}
  readonly prefix = 'p';
  report(user: string, month: number): string {
    return `${user} ${month}`;
  }
  @Invalidates('report')
  static reset(): void {}

  // @ts-expect-error the key's first parameter is a number
  @Invalidates('report', { key: (user: number) => [user] })
  wrongKey(_user: string): void {}
  // @ts-expect-error more parameters than the method has
  @Invalidates('report', { key: (user: string, month: number) => [user, month] })
  tooMany(_user: string): void {}
  // @ts-expect-error no Key
  @Invalidates('report', { key: () => ({}) })
  noKey(): void {}
  // @ts-expect-error no member of Reports
  @Invalidates(() => Reports, 'missing')
  missing(): void {}
  // @ts-expect-error tags take the target's place
  @Invalidates('report', { tags: ['a'] })
  tags(): void {}
  // @ts-expect-error a class goes in a function
  @Invalidates(Reports, 'report')
  noArrow(): void {}
  // @ts-expect-error it is a factory with a target
  @Invalidates()
  empty(): void {}
  // @ts-expect-error not for fields
  @Invalidates('report')
  field = 1;
}
asserted<(user: string, month: number, lines: string[]) => string>(new Store().save);
