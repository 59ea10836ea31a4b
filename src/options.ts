import type { Clock } from './cache/clock.js';
import type { Key } from './cache/key.js';
import type { Scope, ValueMode } from './cache/member-plan.js';
import type { Duration } from './duration.js';

/** What the compiler cannot check: stands where a builder may serve many methods. The same type that `JSON.parse` gives. */
export type Unchecked = ReturnType<typeof JSON.parse>;

/** A class, abstract or not. */
export type Class<T = unknown> = abstract new (...args: Unchecked) => T;

/** Any method or function. */
export type AnyMethod = (this: Unchecked, ...args: Unchecked) => unknown;

/**
 * An object that builds keys, resolved from a token.
 * @example
 * class ByTenant implements KeyBuilderObject<[event: { tenantId: string }]> {
 *   build(event: { tenantId: string }): Key { return [event.tenantId]; }
 * }
 */
export interface KeyBuilderObject<Args extends readonly unknown[] = Unchecked> {
  build(...args: Args): Key;
}

/** Who shares entries: one instance, or all instances of one concrete class. */
export type Sharing = 'instance' | 'class';

/**
 * The options of `@Cached` and `cached`. Every one is optional.
 * @example
 * const options: CachedOptions = { key: (user: string, month: string) => [user, month], ttl: '5m', max: 500 };
 */
export interface CachedOptions<This = Unchecked, Args extends readonly unknown[] = Unchecked, Value = Unchecked> {
  /** Which calls share an entry: a function of the arguments, or the token of a registered builder. Default: all arguments, structurally. */
  readonly key?: ((this: This, ...args: Args) => Key) | string | symbol | Class<KeyBuilderObject<Args>> | undefined;
  /** How long an entry is fresh, or a function of the settled value that says so (0 or less: do not store). Default: the container's life. */
  readonly ttl?: Duration | ((value: Value, ...args: Args) => Duration) | undefined;
  /** Most entries of this method in the container, all instances together; an integer greater than 0. Default: 1000. */
  readonly max?: number | undefined;
  /** Who shares entries. Default: `'instance'`. */
  readonly per?: Sharing | undefined;
  /** False bypasses the cache for that call. Default: always true. */
  readonly when?: ((this: This, ...args: Args) => boolean) | undefined;
  /** False returns the settled value without storing it. Default: always true. */
  readonly store?: ((value: Value, ...args: Args) => boolean) | undefined;
  /** How far a value may travel: to every invocation, within one tenant, within one invocation. Default: `'container'`. */
  readonly scope?: Scope | undefined;
  /** Past `ttl`, serve the old value this long while one refresh runs in the background. Needs `ttl`. Default: none. */
  readonly staleWhileRevalidate?: Duration | undefined;
  /** Past `ttl`, serve the old value this long when the method fails. Needs `ttl`. Default: none. */
  readonly staleIfError?: Duration | undefined;
  /** How long a failure is kept and thrown again, or a function of it that says so (0 or less: do not keep it). Default: failures are not kept. */
  readonly errorTtl?: Duration | ((error: Unchecked, ...args: Args) => Duration) | undefined;
  /** How long a caller waits for a load; then LoadTimeoutError, or a stale value. The load goes on for 30 s, and is stored. Default: no limit. */
  readonly timeout?: Duration | undefined;
  /** Hand out the same reference, a deeply frozen one, or a structured clone each time. Default: `'shared'`. */
  readonly values?: ValueMode | undefined;
  /** What stats and errors call the method: a label, never an identity. Default: `Class.method`. */
  readonly name?: string | undefined;
}

/** The options that `registry.configure({ defaults })` may set for every cached method. */
export type CachedDefaults = Omit<CachedOptions, 'key' | 'name'>;

/** How a singleton is disposed: a function of it, or the name of its method. */
export type Disposal<T> = ((instance: T) => unknown) | (keyof T & string);

/**
 * A token for a constructor parameter: a class, a forward reference to one (`() => Storage`), the reader of a
 * function-form singleton, or a string or symbol that a connected DI container resolves.
 */
export type Token<T = unknown> = Class<T> | (() => Class<T>) | (() => T) | string | symbol;

/** What may be asked of the registry or of a DI container. */
export type AnyToken = Class | (() => unknown) | string | symbol;

/** What each constructor parameter of a class takes as its token; a string or symbol is not checked. */
export type TokensFor<Args extends readonly unknown[]> = { readonly [Index in keyof Args]: Token<Args[Index]> };

/** The options of `@ContainerSingleton` and `containerSingleton`, `T` being the settled client. */
export interface SingletonOptions<T = Unchecked> {
  /** True builds it while the container starts; `await registry.ready()`. Default: at first use. */
  readonly eager?: boolean | undefined;
  /**
   * How it is disposed, within two seconds. Default: `Symbol.asyncDispose`, `Symbol.dispose`, `destroy`, `close`, `end`, `quit`, `disconnect` or
   * `$disconnect`, the first it has.
   */
  readonly dispose?: Disposal<T> | undefined;
  /** How old it may become on the wall clock, from the start of its build; then it is replaced, between invocations. Default: the container's life. */
  readonly maxAge?: Duration | undefined;
  /** How long it may go without use; then it is replaced, between invocations. Greater than 0. Default: the container's life. */
  readonly maxIdle?: Duration | undefined;
  /** Asked once after a thaw, before the invocation begins: false, a failure, or no answer within a second replaces it. Default: not asked. */
  readonly validate?: ((instance: T) => boolean | Promise<boolean>) | undefined;
  /** What stats and errors call it: a label, never an identity. Default: the class, or `Class.member`. */
  readonly name?: string | undefined;
}

/** The options of `@ContainerSingleton` on a class. */
export interface SingletonClassOptions<T = Unchecked, Args extends readonly unknown[] = Unchecked> extends SingletonOptions<T> {
  /** Tokens for the constructor's parameters, in order. Default: none, or what a connected DI container knows. */
  readonly inject?: TokensFor<Args> | undefined;
}

/** The options of `@Invalidates`. */
export interface InvalidatesOptions<This = Unchecked, Args extends readonly unknown[] = Unchecked> {
  /** The key of the entry to drop, from the mutating method's arguments. Default: the whole method's cache. */
  readonly key?: ((this: This, ...args: Args) => Key) | undefined;
}

/** When a gap between two invocations, or between init and the first one, counts as a freeze of the container. `Infinity` switches one of the two off. */
export interface ThawOptions {
  /** A longer gap by the wall clock always counts. Default: `'30s'`. */
  readonly gap?: Duration | undefined;
  /** A longer gap counts if the monotonic clock lost more than half of it. Default: `'1s'`. */
  readonly stalledGap?: Duration | undefined;
}

/**
 * What `@RetryAfterInvalidate` may invalidate: another class's cached or singleton member, `[() => Secrets, 'get']`, in every instance; a singleton,
 * `() => Db` or the reader that `containerSingleton` returned; a cached function; or the name of a member of the same class.
 */
export type InvalidationTarget =
  | readonly [place: Class | (() => Class), member: string | symbol]
  | Class
  | ((...args: Unchecked) => unknown)
  | string
  | symbol;

/** The options of `@RetryAfterInvalidate`; both are required. */
export interface RetryAfterInvalidateOptions<Targets extends readonly InvalidationTarget[] = readonly InvalidationTarget[]> {
  /** True for an error that something revoked or dead may be to blame for. */
  readonly on: (error: Unchecked) => boolean;
  /** What to invalidate before the method runs once more; at least one. */
  readonly invalidates: Targets;
}

/** The options of `registry.configure`. Each given one replaces what was there. */
export interface RegistryOptions {
  /** Options for every cached method that does not set its own, decorated earlier or later. */
  readonly defaults?: CachedDefaults | undefined;
  /** The wall clock; `undefined` brings the system's back. */
  readonly clock?: Clock | undefined;
  /** How a thaw is told; `undefined` brings the defaults back. */
  readonly thaw?: ThawOptions | undefined;
}
