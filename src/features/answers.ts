import type { Load, Warn } from '../cache/plan.js';
import { OptionWarning } from '../errors.js';
import { DURATION_FORMS, parseDuration } from '../util/duration.js';
import { disown, isThenable, nameOfThrown, passOverflow } from '../util/untrusted.js';

/** An option that is a function of an outcome. */
export type OutcomeFunction = (outcome: unknown, ...args: unknown[]) => unknown;

/** What does not happen where an option gives no usable answer. */
type Lost = 'value was not stored' | 'error was not kept' | 'call was not cached' | typeof NO_WINDOW;

/** What an option loses that is for the time past a value's ttl: the value is stored all the same. */
export const NO_WINDOW = 'value has no such window';

/** What an option gave that has to be true or false; false, with a warning, for a promise. */
export function truthOf(answer: unknown, option: string, label: string, lost: Lost, warn: Warn): boolean {
  if (!isThenable(answer)) return Boolean(answer);
  disown(answer);
  const problem = `gave a promise, so the ${lost}; it must give true or false.`;
  warn(new OptionWarning(`The option "${option}" of ${label} ${problem}`));
  return false;
}

/** Milliseconds that an option gives an outcome; 0, with a warning, where it gives no duration or throws. */
export function lifetimeOf(
  ttl: number | OutcomeFunction,
  option: string,
  load: Load,
  lost: Lost,
  warn: Warn,
): number {
  if (typeof ttl === 'number') return ttl;
  return asked(option, load, lost, warn, 0, () => {
    const duration = ttl(load.outcome, ...load.args);
    disown(duration);
    const milliseconds = parseDuration(duration);
    const problem = `gave no duration, so the ${lost}. It must give ${DURATION_FORMS}.`;
    if (milliseconds === undefined)
      warn(new OptionWarning(`The option "${option}" of ${load.member.label} ${problem}`));
    return Math.max(0, milliseconds ?? 0);
  });
}

/**
 * What an option says of an outcome; with a warning something else where it throws. Whoever sets a value is
 * told by the error itself.
 */
export function asked<T>(option: string, load: Load, lost: Lost, warn: Warn, otherwise: T, ask: () => T): T {
  try {
    return ask();
  } catch (cause) {
    passOverflow(cause);
    if (load.isAsked === true && lost !== NO_WINDOW) throw cause;
    const problem = `threw, so the ${lost}: ${nameOfThrown(cause)}`;
    warn(new OptionWarning(`The option "${option}" of ${load.member.label} ${problem}`, { cause }));
    return otherwise;
  }
}
