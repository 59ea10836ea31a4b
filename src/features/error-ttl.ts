import type { Unchecked } from '../options.js';
import { type Duration, parseDuration } from '../util/duration.js';
import { isOverflow, propertyOf } from '../util/untrusted.js';
import { asksDuration, lifetimeOf } from './answers.js';
import { durationOr, type Feature } from './feature.js';

/** The option that keeps failures. */
export interface ErrorTtlOptions<Args extends readonly unknown[] = Unchecked> {
  /**
   * How long a failure is kept and thrown again, or a function of it that says so (0 or less: do not keep
   * it). Default: failures are not kept.
   */
  readonly errorTtl?: Duration | ((error: Unchecked, ...args: Args) => Duration) | undefined;
}

export const errorTtl: Feature<ErrorTtlOptions> = {
  options: { errorTtl: durationOr('error') },
  plan: ({ errorTtl: ttl }) => {
    if (ttl === undefined) return undefined;
    const lasting = typeof ttl === 'function' ? ttl : (parseDuration(ttl) ?? 0);
    return {
      loaded: (load, warn) => {
        if (!load.hasFailed || !load.mayBeKept) return undefined;
        // Our own refusals are never kept, nor that a caller had no stack left.
        const isCircular = propertyOf(load.outcome, 'code') === 'ERR_WARMSCOPE_CIRCULAR_LOAD';
        if (isCircular || isOverflow(load.outcome)) return 0;
        return lifetimeOf(ERROR_TTL, lasting, load, warn);
      },
    };
  },
};

const ERROR_TTL = asksDuration('errorTtl', 'error was not kept');
