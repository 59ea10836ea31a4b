import { OptionWarning, type WarmscopeWarning } from '../errors.js';
import { type Clock, systemClock } from '../util/clock.js';
import { flawOf, GivenClock } from '../util/given-clock.js';
import { invalidOption } from '../util/invalid-option.js';

/**
 * A clock of the user's as the container may read it: what is wrong with it is a warning. Undefined for the
 * system's.
 */
export function givenClock(
  clock: Clock | undefined,
  warn: (clock: object, warning: WarmscopeWarning) => void,
): GivenClock | undefined {
  if (clock === undefined || clock === systemClock) return undefined;
  return new GivenClock(clock, (given, problem, cause) => {
    warn(given, new OptionWarning(`The option "clock" of registry.configure ${problem}`, cause));
  });
}

/** Refuses a clock that cannot tell the time now. */
export function checkClock(clock: Clock | undefined): void {
  const flaw = clock && flawOf(clock);
  if (flaw === undefined) return;
  const valid =
    'an object with a method now() that gives epoch milliseconds as a number, and maybe a method ' +
    'after(milliseconds, callback) that gives a function to cancel with';
  throw invalidOption('clock', 'registry.configure', `one that ${flaw}`, valid);
}
