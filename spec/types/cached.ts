import { Cached } from '../../src/index.js';

/** Compiled in both dialects and never run: what compiles here is promised, what is marked must not compile. */

interface TenantEvent {
  readonly tenantId: string;
}

const asserted = <T>(value: T): T => value;

export class Fits {
  readonly prefix = 'p';

  @Cached()
  bare(user: string): string {
    return user;
  }
  @Cached({ key: (user: string) => user })
  fewer(user: string, _month: number): string {
    return user;
  }
  @Cached({ key: () => 'all' })
  none(user: string): string {
    return user;
  }
  @Cached({
    key(this: Fits, user: string) {
      return [this.prefix, user];
    },
  })
  withThis(user: string): string {
    return user;
  }
  @Cached({ key: (user: string) => [user, [new Date(), null, 1n, Symbol.iterator]] })
  nested(user: string): string {
    return user;
  }
  @Cached({ ttl: (value: string, user: string) => (value === user ? '5m' : Number.POSITIVE_INFINITY) })
  async settledTtl(user: string): Promise<string> {
    return user;
  }
  @Cached({ store: (value: string | undefined) => value !== undefined, when: (user: string) => user !== '' })
  async settledStore(user: string): Promise<string | undefined> {
    return user;
  }
  @Cached({ key: (id: number | string) => id })
  wider(id: number): number {
    return id;
  }
  @Cached({ ttl: '5m' })
  generic<T extends object>(value: T): T {
    return value;
  }
  overloaded(value: string): string;
  overloaded(value: number): number;
  @Cached({ max: 5 })
  overloaded(value: string | number): string | number {
    return value;
  }
  @Cached({ key: (...ids: number[]) => ids })
  rest(...ids: number[]): number {
    return ids.length;
  }
  @Cached({ key: (one: number, other?: number) => [one, other] })
  optional(one: number, other?: number): number {
    return one + (other ?? 0);
  }
  @Cached({ key: 'byTenant', per: 'class', name: 'named' })
  named(event: TenantEvent): string {
    return event.tenantId;
  }
  @Cached({ ttl: '1m', store: (value: number) => value > 0 })
  get value(): number {
    return 1;
  }
  @Cached({ store: (value: number) => value > 0 })
  get later(): Promise<number> {
    return Promise.resolve(1);
  }
  @Cached({ key: (id: number) => id })
  static count(id: number): number {
    return id;
  }
  @Cached({ ttl: 5 })
  static get all(): number {
    return 1;
  }
  @Cached({ ttl: undefined, max: undefined, key: undefined })
  absent(): void {}
}

const fits = new Fits();
asserted<{ a: 1 }>(fits.generic({ a: 1 } as const));
asserted<number>(fits.overloaded(1));
asserted<string>(fits.overloaded('a'));
asserted<number>(fits.value);
asserted<Promise<number>>(fits.later);
asserted<(user: string, month: number) => string>(fits.fewer);
// @ts-expect-error the overload for numbers gives a number
asserted<string>(fits.overloaded(1));
// @ts-expect-error a decorated method keeps its parameters
fits.fewer('a');

export class DoesNotFit {
  // @ts-expect-error the key takes a string, the method a number
  @Cached({ key: (user: string) => user })
  keyType(user: number): number {
    return user;
  }
  // @ts-expect-error the key needs more parameters than the method has
  @Cached({ key: (user: string, month: string) => [user, month] })
  keyCount(user: string): string {
    return user;
  }
  // @ts-expect-error an object is no Key
  @Cached({ key: (user: string) => ({ user }) })
  keyResult(user: string): string {
    return user;
  }
  // @ts-expect-error `this` is another class
  @Cached({
    key(this: { other: number }, user: string) {
      return [this.other, user];
    },
  })
  wrongThis(user: string): string {
    return user;
  }
  // @ts-expect-error the value is a string, not a number
  @Cached({ ttl: (value: number) => value })
  async ttlValue(): Promise<string> {
    return '';
  }
  // @ts-expect-error functions of the value get the settled value, not the promise
  @Cached({ store: (value: Promise<string>) => value !== undefined })
  async promiseValue(): Promise<string> {
    return '';
  }
  // @ts-expect-error the ttl gives no duration
  @Cached({ ttl: () => 'soon' })
  ttlResult(): string {
    return '';
  }
  // @ts-expect-error when takes the method's arguments
  @Cached({ when: (user: number) => user > 0 })
  whenType(user: string): string {
    return user;
  }
  // @ts-expect-error a getter's value is a number
  @Cached({ store: (value: string) => value !== '' })
  get value(): number {
    return 1;
  }
  // @ts-expect-error a getter has no arguments
  @Cached({ key: (user: string) => user })
  get keyed(): number {
    return 1;
  }
  // @ts-expect-error a static method's key is checked as well
  @Cached({ key: (user: string) => user })
  static count(user: number): number {
    return user;
  }
  // @ts-expect-error an unknown option
  @Cached({ groups: ['a'] })
  unknownOption(): void {}
  // @ts-expect-error a misspelt option beside a known one
  @Cached({ ttl: '5m', maxx: 5 })
  misspelt(): void {}
  // @ts-expect-error no such unit
  @Cached({ ttl: '5 minutes' })
  unit(): void {}
  // @ts-expect-error max is a number
  @Cached({ max: '5' })
  maxType(): void {}
  // @ts-expect-error per is 'instance' or 'class'
  @Cached({ per: 'tenant' })
  perType(): void {}
  // @ts-expect-error a decorator is not for fields
  @Cached()
  field = 1;
  // @ts-expect-error nor for fields with functions
  @Cached()
  arrow = (user: string) => user;
  // @ts-expect-error it is a factory
  @Cached
  bare(): void {}
}

// @ts-expect-error a decorator of members is not for classes
@Cached()
export class OnClass {}
