/** What is known about the place an error comes from, beside its message. */
export interface ErrorOrigin {
  /** The error that was thrown first, kept as `cause`. */
  readonly cause?: unknown;
}

/** Gives an error the name of its class, which a minifier may rename. */
function setName(error: Error, name: string): void {
  Object.defineProperty(error, 'name', { value: name, configurable: true, writable: true });
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

  constructor(kind: string, name: string, message: string, origin?: ErrorOrigin) {
    super(message, origin);
    this.code = `ERR_WARMSCOPE_${kind}`;
    setName(this, name);
  }
}

/**
 * An option that is unknown or has a senseless value: `ERR_WARMSCOPE_INVALID_OPTION`, thrown when the
 * decorator runs.
 */
export class InvalidOptionError extends WarmscopeError {
  constructor(message: string, origin?: ErrorOrigin) {
    super('INVALID_OPTION', 'InvalidOptionError', message, origin);
  }
}

/**
 * A decorator or function form on something it does not fit, such as a field: `ERR_WARMSCOPE_INVALID_TARGET`.
 */
export class InvalidTargetError extends WarmscopeError {
  constructor(message: string, origin?: ErrorOrigin) {
    super('INVALID_TARGET', 'InvalidTargetError', message, origin);
  }
}

/** A call whose key cannot be made: `ERR_WARMSCOPE_CACHE_KEY`; `cause` is what a key builder threw. */
export class CacheKeyError extends WarmscopeError {
  constructor(message: string, origin?: ErrorOrigin) {
    super('CACHE_KEY', 'CacheKeyError', message, origin);
  }
}

/** A load that would wait for itself, directly or through others: `ERR_WARMSCOPE_CIRCULAR_LOAD`. */
export class CircularLoadError extends WarmscopeError {
  constructor(message: string, origin?: ErrorOrigin) {
    super('CIRCULAR_LOAD', 'CircularLoadError', message, origin);
  }
}

/**
 * A caller has waited for a load as long as the option `timeout` allows: `ERR_WARMSCOPE_LOAD_TIMEOUT`. The
 * load goes on, and is stored when it comes, unless its entry was dropped or set meanwhile, or the container
 * froze.
 */
export class LoadTimeoutError extends WarmscopeError {
  constructor(message: string, origin?: ErrorOrigin) {
    super('LOAD_TIMEOUT', 'LoadTimeoutError', message, origin);
  }
}

/**
 * `cacheOf` or an invalidation was given something that is not cached, or an operation that needs an
 * instance: `ERR_WARMSCOPE_NOT_CACHED`.
 */
export class NotCachedError extends WarmscopeError {
  constructor(message: string, origin?: ErrorOrigin) {
    super('NOT_CACHED', 'NotCachedError', message, origin);
  }
}

/** A token that cannot be resolved, or a cycle of singletons: `ERR_WARMSCOPE_RESOLUTION`. */
export class ResolutionError extends WarmscopeError {
  constructor(message: string, origin?: ErrorOrigin) {
    super('RESOLUTION', 'ResolutionError', message, origin);
  }
}

/**
 * The base of every warning, emitted through `process.emitWarning` once per member and code.
 * @example
 * process.on('warning', (warning) => { if ('code' in warning) metrics.count(String(warning.code)) });
 */
export class WarmscopeWarning extends Error {
  /** A stable name of the kind of warning: `WARN_WARMSCOPE_...`. */
  readonly code: `WARN_WARMSCOPE_${string}`;

  constructor(kind: string, name: string, message: string, origin?: ErrorOrigin) {
    super(message, origin);
    this.code = `WARN_WARMSCOPE_${kind}`;
    setName(this, name);
  }
}

/**
 * A result that can be read only once (a stream, an iterator, a `Response`) was not stored:
 * `WARN_WARMSCOPE_ONE_SHOT`.
 */
export class OneShotWarning extends WarmscopeWarning {
  constructor(message: string) {
    super('ONE_SHOT', 'OneShotWarning', message);
  }
}

/**
 * A function option (`ttl`, `store`) threw or gave no usable answer, so a value was not stored:
 * `WARN_WARMSCOPE_OPTION`.
 */
export class OptionWarning extends WarmscopeWarning {
  constructor(message: string, origin?: ErrorOrigin) {
    super('OPTION', 'OptionWarning', message, origin);
  }
}

/**
 * A loader read its caller's invocation, but its scope lets values travel farther, so its result was not
 * stored: `WARN_WARMSCOPE_SCOPE_LEAK`.
 */
export class ScopeLeakWarning extends WarmscopeWarning {
  constructor(message: string, origin?: ErrorOrigin) {
    super('SCOPE_LEAK', 'ScopeLeakWarning', message, origin);
  }
}

/**
 * A scoped method was called where no tenant or invocation is known, so the call went past the cache:
 * `WARN_WARMSCOPE_SCOPE`.
 */
export class ScopeWarning extends WarmscopeWarning {
  constructor(message: string, origin?: ErrorOrigin) {
    super('SCOPE', 'ScopeWarning', message, origin);
  }
}

/** An invalidation could not find or build what to drop: `WARN_WARMSCOPE_INVALIDATION`. */
export class InvalidationWarning extends WarmscopeWarning {
  constructor(message: string, origin?: ErrorOrigin) {
    super('INVALIDATION', 'InvalidationWarning', message, origin);
  }
}

/**
 * A singleton's disposal failed, or took too long; the others were still disposed: `WARN_WARMSCOPE_DISPOSAL`.
 */
export class DisposalWarning extends WarmscopeWarning {
  constructor(message: string, origin?: ErrorOrigin) {
    super('DISPOSAL', 'DisposalWarning', message, origin);
  }
}

/**
 * Background work of warmscope failed, or was abandoned; the invocation went on: `WARN_WARMSCOPE_BACKGROUND`.
 */
export class BackgroundWarning extends WarmscopeWarning {
  constructor(message: string, origin?: ErrorOrigin) {
    super('BACKGROUND', 'BackgroundWarning', message, origin);
  }
}

/**
 * The `tenant` function of a handler threw or gave no tenant id, so the invocation has no tenant:
 * `WARN_WARMSCOPE_TENANT`.
 */
export class TenantWarning extends WarmscopeWarning {
  constructor(message: string, origin?: ErrorOrigin) {
    super('TENANT', 'TenantWarning', message, origin);
  }
}

/**
 * Another version of the package has its registry in this container, so this one has a registry of its own:
 * `WARN_WARMSCOPE_VERSION`.
 */
export class VersionWarning extends WarmscopeWarning {
  constructor(message: string, origin?: ErrorOrigin) {
    super('VERSION', 'VersionWarning', message, origin);
  }
}
