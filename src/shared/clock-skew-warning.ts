import { WarmscopeWarning } from '../errors.js';

/**
 * The clock of this container, or of another one that shares its values, is more than five seconds ahead:
 * `WARN_WARMSCOPE_CLOCK_SKEW`. Shared values are loaded anew sooner than they need be, and none is served too
 * old.
 */
export class ClockSkewWarning extends WarmscopeWarning {
  static override readonly kind = 'CLOCK_SKEW';
}
