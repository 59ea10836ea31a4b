import { WarmscopeError } from '../errors.js';

/**
 * A value that the store's engine can never take was not written: `ERR_WARMSCOPE_VALUE_TOO_LARGE`. The tier
 * gives the value to its caller, keeps it in the container, and warns once.
 */
export class ValueTooLargeError extends WarmscopeError {
  static override readonly kind = 'VALUE_TOO_LARGE';
}
