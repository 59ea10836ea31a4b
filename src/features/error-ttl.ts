import type { Load, Warn } from '../cache/plan.js';
import { OptionWarning } from '../errors.js';
import type { Unchecked } from '../options.js';
import { type Duration, parseDuration } from '../util/duration.js';
import { isOverflow, messageOf, propertyOf } from '../util/untrusted.js';
import { durationOr, type Feature } from './feature.js';
import { millisecondsOf } from './lifetime.js';

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
      loaded: (load, warn) =>
        load.hasFailed && load.mayBeKept ? lifetimeOf(load, lasting, warn) : undefined,
    };
  },
};

/** Our own refusals are never kept, nor that a caller had no stack left. */
function lifetimeOf(
  { member, args, outcome }: Load,
  ttl: number | ((error: unknown, ...args: unknown[]) => unknown),
  warn: Warn,
): number {
  if (isCircular(outcome) || isOverflow(outcome)) return 0;
  if (typeof ttl === 'number') return ttl;
  try {
    return millisecondsOf('errorTtl', ttl(outcome, ...args), member.label, warn);
  } catch (cause) {
    warn(
      new OptionWarning(
        `The option "errorTtl" of ${member.label} threw, so the error was not kept: ${messageOf(cause)}`,
        { cause },
      ),
    );
    return 0;
  }
}

function isCircular(error: unknown): boolean {
  return (
    typeof error === 'object' && error !== null && propertyOf(error, 'code') === 'ERR_WARMSCOPE_CIRCULAR_LOAD'
  );
}
