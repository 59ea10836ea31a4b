import type { Load, Verdict, Warn } from '../cache/plan.js';
import { OptionWarning } from '../errors.js';
import type { Unchecked } from '../options.js';
import { DURATION_FORMS, type Duration, parseDuration } from '../util/duration.js';
import { disown, isThenable, messageOf } from '../util/untrusted.js';
import { durationOr, type Feature, predicate } from './feature.js';

/** The options that say whether a value is kept, and for how long. */
export interface LifetimeOptions<Args extends readonly unknown[] = Unchecked, Value = Unchecked> {
  /**
   * How long an entry is fresh, or a function of the settled value that says so (0 or less: do not store).
   * Default: the container's life.
   */
  readonly ttl?: Duration | ((value: Value, ...args: Args) => Duration) | undefined;
  /** False returns the settled value without storing it. Default: always true. */
  readonly store?: ((value: Value, ...args: Args) => boolean) | undefined;
}

export const lifetime: Feature<LifetimeOptions> = {
  options: { ttl: durationOr('value'), store: predicate },
  plan: ({ ttl, store }) => {
    if (ttl === undefined && store === undefined) return undefined;
    // Compiled now: where the stack ends there is no room for that.
    if (typeof ttl === 'function') parseDuration('1s');
    const lasting = typeof ttl === 'function' ? ttl : (parseDuration(ttl) ?? Number.POSITIVE_INFINITY);
    return { loaded: (load, warn) => (load.hasFailed ? undefined : lifetimeOf(load, lasting, store, warn)) };
  },
};

type ValueFunction = (value: unknown, ...args: unknown[]) => unknown;

/**
 * A failing option is a warning, and the value is not stored. What is stored on request is not asked about.
 */
function lifetimeOf(
  { member, args, outcome, isSet, isAsked }: Load,
  ttl: number | ValueFunction,
  store: ValueFunction | undefined,
  warn: Warn,
): Verdict {
  let option = 'store';
  try {
    const isWanted = isSet || store === undefined || store(outcome, ...args);
    disown(isWanted);
    if (isThenable(isWanted)) {
      warn(
        new OptionWarning(
          `The option "store" of ${member.label} gave a promise, so the value was not stored; it must ` +
            'give true or false.',
        ),
      );
      return 'discard';
    }
    if (!isWanted) return 'discard';
    option = 'ttl';
    return typeof ttl === 'number' ? ttl : millisecondsOf('ttl', ttl(outcome, ...args), member.label, warn);
  } catch (cause) {
    // Somebody who sets a value is told.
    if (isAsked === true) throw cause;
    warn(
      new OptionWarning(
        `The option "${option}" of ${member.label} threw, so the value was not stored: ${messageOf(cause)}`,
        { cause },
      ),
    );
    return 'discard';
  }
}

/** Milliseconds of a duration that an option gave; 0, with a warning, for what is none. */
export function millisecondsOf(
  option: 'ttl' | 'errorTtl',
  duration: unknown,
  label: string,
  warn: Warn,
): number {
  const milliseconds = parseDuration(duration);
  disown(duration);
  if (milliseconds !== undefined) return Math.max(0, milliseconds);
  const lost = option === 'ttl' ? 'value was not stored' : 'error was not kept';
  warn(
    new OptionWarning(
      `The option "${option}" of ${label} gave no duration, so the ${lost}. It must give ${DURATION_FORMS}.`,
    ),
  );
  return 0;
}
