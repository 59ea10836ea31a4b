import { WarmscopeError, WarmscopeWarning } from '../errors.js';
import { propertyOf } from '../util/untrusted.js';

/**
 * A value that the store's engine can never take was not written: `ERR_WARMSCOPE_VALUE_TOO_LARGE`. The tier
 * gives the value to its caller, keeps it in the container, and warns once.
 */
export class ValueTooLargeError extends WarmscopeError {
  static override readonly kind = 'VALUE_TOO_LARGE';
}

/** True for what a store says of a value that it can never take. */
export function isTooLarge(error: unknown): error is object {
  return typeof error === 'object' && error !== null && propertyOf(error, 'code') === TOO_LARGE;
}

const TOO_LARGE = 'ERR_WARMSCOPE_VALUE_TOO_LARGE';

/**
 * The clock of this container, or of another one that shares its values, is more than five seconds ahead:
 * `WARN_WARMSCOPE_CLOCK_SKEW`. Shared values are loaded anew sooner than they need be, and none is served too
 * old.
 */
export class ClockSkewWarning extends WarmscopeWarning {
  static override readonly kind = 'CLOCK_SKEW';
}
