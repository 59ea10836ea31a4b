import { type Clock, ContainerClock } from '../cache/clock.js';
import { flawOf } from '../cache/given-clock.js';
import { InvalidOptionError, OptionWarning, type WarmscopeWarning } from '../errors.js';

/** The clock of a container: what is wrong with one of the user's that it reads is a warning. */
export function containerClock(warn: (clock: object, warning: WarmscopeWarning) => void): ContainerClock {
  return new ContainerClock((clock, problem, cause) => {
    warn(clock, new OptionWarning(`The option "clock" of registry.configure ${problem}`, cause));
  });
}

/** Refuses a clock that cannot tell the time now. */
export function checkClock(clock: Clock | undefined): void {
  const flaw = clock && flawOf(clock);
  if (flaw === undefined) return;
  throw new InvalidOptionError(
    `Invalid option "clock" of registry.configure: received one that ${flaw}; valid is an object with a method now() that gives epoch milliseconds ` +
      'as a number, and maybe a method after(milliseconds, callback) that gives a function to cancel with.',
  );
}
