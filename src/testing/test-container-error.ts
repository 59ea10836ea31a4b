import { WarmscopeError } from '../errors.js';

/**
 * A test container that cannot be used so: there is another one, it was disposed, or a cached method is just
 * running: `ERR_WARMSCOPE_TEST_CONTAINER`.
 */
export class TestContainerError extends WarmscopeError {
  static override readonly kind = 'TEST_CONTAINER';
}
