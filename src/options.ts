import type { Key } from './keys/key.js';
import type { Duration } from './util/duration.js';

/**
 * What the compiler cannot check: stands where a builder may serve many methods. As a type it is what
 * `JSON.parse` gives.
 */
export type Unchecked = ReturnType<typeof JSON.parse>;

/** A class, abstract or not. */
export type Class<T = unknown> = abstract new (...args: Unchecked) => T;

/** Any method or function. */
export type AnyMethod = (this: Unchecked, ...args: Unchecked) => unknown;

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
export type TokensFor<Args extends readonly unknown[]> = {
  readonly [Index in keyof Args]: Token<Args[Index]>;
};

/** The options of `@ContainerSingleton` and `containerSingleton`, `T` being the settled client. */
export interface SingletonOptions<T = Unchecked> {
  /** True builds it while the container starts; `await registry.ready()`. Default: at first use. */
  readonly eager?: boolean | undefined;
  /**
   * How it is disposed, within two seconds. Default: `Symbol.asyncDispose`, `Symbol.dispose`, `destroy`,
   * `close`, `end`, `quit`, `disconnect` or `$disconnect`, the first it has.
   */
  readonly dispose?: Disposal<T> | undefined;
  /**
   * How old it may become on the wall clock, from the start of its build; then it is replaced, between
   * invocations. Default: the container's life.
   */
  readonly maxAge?: Duration | undefined;
  /**
   * How long it may go without use; then it is replaced, between invocations. Greater than 0. Default: the
   * container's life.
   */
  readonly maxIdle?: Duration | undefined;
  /**
   * Asked once after a thaw, before the invocation begins: false, a failure, or no answer within a second
   * replaces it. Default: not asked.
   */
  readonly validate?: ((instance: T) => boolean | Promise<boolean>) | undefined;
  /** What stats and errors call it: a label, never an identity. Default: the class, or `Class.member`. */
  readonly name?: string | undefined;
}

/** The options of `@ContainerSingleton` on a class. */
export interface SingletonClassOptions<T = Unchecked, Args extends readonly unknown[] = Unchecked>
  extends SingletonOptions<T> {
  /**
   * Tokens for the constructor's parameters, in order. Default: none, or what a connected DI container knows.
   */
  readonly inject?: TokensFor<Args> | undefined;
}

/** The options of `@Invalidates` behind a target; one of them at most. */
export interface InvalidatesOptions<
  This = Unchecked,
  Args extends readonly unknown[] = Unchecked,
  Result = Unchecked,
> {
  /**
   * The key of the entry to drop, from the mutating method's arguments. Default: the whole method's cache.
   */
  readonly key?: ((this: This, ...args: Args) => Key) | undefined;
  /** The key of the entry, from the mutating method's settled result and its arguments; in place of `key`. */
  readonly keyFromResult?: ((this: This, result: Result, ...args: Args) => Key) | undefined;
}

/** What `@Invalidates` takes in place of a target. */
export interface InvalidatesTagsOptions<This = Unchecked, Args extends readonly unknown[] = Unchecked> {
  /** The tags whose entries are dropped, or a function of the mutating method's arguments that gives them. */
  readonly tags: readonly string[] | ((this: This, ...args: Args) => readonly string[]);
}

/** The options of `@Updates`; exactly one is required. */
export interface UpdatesOptions<
  This = Unchecked,
  Args extends readonly unknown[] = Unchecked,
  Result = Unchecked,
  TargetArgs extends readonly unknown[] = Unchecked,
> extends InvalidatesOptions<This, Args, Result> {
  /**
   * The arguments of the target's call that would give this result: where options of the target are functions
   * of its arguments.
   */
  readonly args?: ((this: This, ...args: Args) => Readonly<TargetArgs>) | undefined;
  /** The arguments of the target's call, from the settled result and the mutating method's arguments. */
  readonly argsFromResult?: ((this: This, result: Result, ...args: Args) => Readonly<TargetArgs>) | undefined;
}

/**
 * When a gap between two invocations, or between init and the first one, counts as a freeze of the container.
 * `Infinity` switches one of the two off.
 */
export interface ThawOptions {
  /** A longer gap by the wall clock always counts. Default: `'30s'`. */
  readonly gap?: Duration | undefined;
  /** A longer gap counts if the monotonic clock lost more than half of it. Default: `'1s'`. */
  readonly stalledGap?: Duration | undefined;
}

/**
 * What `@RetryAfterInvalidate` may invalidate: another class's cached or singleton member, `[() => Secrets,
 * 'get']`, in every instance; a singleton, `() => Db` or the reader that `containerSingleton` returned; a
 * cached function; or the name of a member of the same class.
 */
export type InvalidationTarget =
  | readonly [place: Class | (() => Class), member: string | symbol]
  | Class
  | ((...args: Unchecked) => unknown)
  | string
  | symbol;

/** The options of `@RetryAfterInvalidate`; both are required. */
export interface RetryAfterInvalidateOptions<
  Targets extends readonly InvalidationTarget[] = readonly InvalidationTarget[],
> {
  /** True for an error that something revoked or dead may be to blame for. */
  readonly on: (error: Unchecked) => boolean;
  /** What to invalidate before the method runs once more; at least one. */
  readonly invalidates: Targets;
}

/** The codes of warnings, for `registry.configure({ silence })`. */
export type WarningCode = `WARN_WARMSCOPE_${
  | 'ONE_SHOT'
  | 'OPTION'
  | 'SCOPE_LEAK'
  | 'SCOPE'
  | 'INVALIDATION'
  | 'DISPOSAL'
  | 'BACKGROUND'
  | 'HEAP'
  | 'TENANT'
  | 'VERSION'
  | 'NEVER_HIT'
  | 'HIT_RATIO'
  | 'THRASHING'
  | 'SHARED_FIELDS'
  | 'CLOCK_SKEW'}`;
