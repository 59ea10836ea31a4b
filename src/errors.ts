/** What is known about the place an error comes from, beside its message. */
export interface ErrorOrigin {
  /** The error that was thrown first, kept as `cause`. */
  readonly cause?: unknown;
}

/** Gives an error its name, which no minifier changes; gives its kind back. */
function identified(error: Error, kind: string, suffix: string): string {
  const words = kind.split('_').map((word) => word.charAt(0) + word.slice(1).toLowerCase());
  const value = words.join('') + suffix;
  Object.defineProperty(error, 'name', { value, configurable: true, writable: true });
  return kind;
}

/**
 * The base of every error warmscope throws. Match `code`, never `instanceof`: two copies of the package may
 * be loaded.
 * @example
 * try {
 *   registry.resolve(Reports);
 * } catch (error) {
 *   if (Object(error).code === 'ERR_WARMSCOPE_RESOLUTION') console.error('not wired');
 * }
 */
export class WarmscopeError extends Error {
  /** A stable name of the kind of error: `ERR_WARMSCOPE_...`. */
  readonly code: `ERR_WARMSCOPE_${string}`;

  /** What the code ends in, and the name begins with. */
  static readonly kind: string = '';

  constructor(message: string, origin?: ErrorOrigin) {
    super(message, origin);
    this.code = `ERR_WARMSCOPE_${identified(this, new.target.kind, 'Error')}`;
  }
}

/**
 * An option that is unknown or has a senseless value: `ERR_WARMSCOPE_INVALID_OPTION`, thrown when the
 * decorator runs.
 */
export class InvalidOptionError extends WarmscopeError {
  static override readonly kind = 'INVALID_OPTION';
}

/**
 * A decorator or function form on something it does not fit, such as a field: `ERR_WARMSCOPE_INVALID_TARGET`.
 */
export class InvalidTargetError extends WarmscopeError {
  static override readonly kind = 'INVALID_TARGET';
}

/** A call whose key cannot be made: `ERR_WARMSCOPE_CACHE_KEY`; `cause` is what a key builder threw. */
export class CacheKeyError extends WarmscopeError {
  static override readonly kind = 'CACHE_KEY';
}

/** A load that would wait for itself, directly or through others: `ERR_WARMSCOPE_CIRCULAR_LOAD`. */
export class CircularLoadError extends WarmscopeError {
  static override readonly kind = 'CIRCULAR_LOAD';
}

/**
 * A caller has waited for a load as long as the option `timeout` allows: `ERR_WARMSCOPE_LOAD_TIMEOUT`. The
 * load goes on, and is stored when it comes, unless its entry was dropped or set meanwhile, or the container
 * froze.
 */
export class LoadTimeoutError extends WarmscopeError {
  static override readonly kind = 'LOAD_TIMEOUT';
}

/**
 * `cacheOf` or an invalidation was given something that is not cached, or an operation that needs an
 * instance: `ERR_WARMSCOPE_NOT_CACHED`.
 */
export class NotCachedError extends WarmscopeError {
  static override readonly kind = 'NOT_CACHED';
}

/** A token that cannot be resolved, or a cycle of singletons: `ERR_WARMSCOPE_RESOLUTION`. */
export class ResolutionError extends WarmscopeError {
  static override readonly kind = 'RESOLUTION';
}

/**
 * The base of every warning, emitted through `process.emitWarning` once per member and code.
 * @example
 * process.on('warning', (warning) => { if ('code' in warning) metrics.count(String(warning.code)) });
 */
export class WarmscopeWarning extends Error {
  /** A stable name of the kind of warning: `WARN_WARMSCOPE_...`. */
  readonly code: `WARN_WARMSCOPE_${string}`;

  /** What the code ends in, and the name begins with. */
  static readonly kind: string = '';

  constructor(message: string, origin?: ErrorOrigin) {
    super(message, origin);
    this.code = `WARN_WARMSCOPE_${identified(this, new.target.kind, 'Warning')}`;
  }
}

/**
 * A result that can be read only once (a stream, an iterator, a `Response`) was not stored:
 * `WARN_WARMSCOPE_ONE_SHOT`.
 */
export class OneShotWarning extends WarmscopeWarning {
  static override readonly kind = 'ONE_SHOT';
}

/**
 * A function option (`ttl`, `store`, `weigh`) threw or gave no usable answer, so a value was not stored:
 * `WARN_WARMSCOPE_OPTION`.
 */
export class OptionWarning extends WarmscopeWarning {
  static override readonly kind = 'OPTION';
}

/**
 * A loader read its caller's invocation, but its scope lets values travel farther, so its result was not
 * stored: `WARN_WARMSCOPE_SCOPE_LEAK`.
 */
export class ScopeLeakWarning extends WarmscopeWarning {
  static override readonly kind = 'SCOPE_LEAK';
}

/**
 * A scoped method was called where no tenant or invocation is known, so the call went past the cache:
 * `WARN_WARMSCOPE_SCOPE`.
 */
export class ScopeWarning extends WarmscopeWarning {
  static override readonly kind = 'SCOPE';
}

/** An invalidation could not find or build what to drop: `WARN_WARMSCOPE_INVALIDATION`. */
export class InvalidationWarning extends WarmscopeWarning {
  static override readonly kind = 'INVALIDATION';
}

/**
 * A singleton's disposal failed, or took too long; the others were still disposed: `WARN_WARMSCOPE_DISPOSAL`.
 */
export class DisposalWarning extends WarmscopeWarning {
  static override readonly kind = 'DISPOSAL';
}

/**
 * Background work of warmscope failed, or was abandoned; the invocation went on: `WARN_WARMSCOPE_BACKGROUND`.
 */
export class BackgroundWarning extends WarmscopeWarning {
  static override readonly kind = 'BACKGROUND';
}

/**
 * The heap neared its limit at the end of an invocation, so entries were shed: `WARN_WARMSCOPE_HEAP`.
 */
export class HeapWarning extends WarmscopeWarning {
  static override readonly kind = 'HEAP';
}

/**
 * The `tenant` function of a handler threw or gave no tenant id, so the invocation has no tenant:
 * `WARN_WARMSCOPE_TENANT`.
 */
export class TenantWarning extends WarmscopeWarning {
  static override readonly kind = 'TENANT';
}

/**
 * Another version of the package has its registry in this container, so this one has a registry of its own:
 * `WARN_WARMSCOPE_VERSION`.
 */
export class VersionWarning extends WarmscopeWarning {
  static override readonly kind = 'VERSION';
}

/** A cached method was called on many instances, and found nothing on any: `WARN_WARMSCOPE_NEVER_HIT`. */
export class NeverHitWarning extends WarmscopeWarning {
  static override readonly kind = 'NEVER_HIT';
}

/** Hardly any call of a cached method found something: `WARN_WARMSCOPE_HIT_RATIO`. */
export class HitRatioWarning extends WarmscopeWarning {
  static override readonly kind = 'HIT_RATIO';
}

/** A cache evicts about as often as it misses, and misses often: `WARN_WARMSCOPE_THRASHING`. */
export class ThrashingWarning extends WarmscopeWarning {
  static override readonly kind = 'THRASHING';
}

/** Instances that have fields share values by `per: 'class'`: `WARN_WARMSCOPE_SHARED_FIELDS`. */
export class SharedFieldsWarning extends WarmscopeWarning {
  static override readonly kind = 'SHARED_FIELDS';
}
