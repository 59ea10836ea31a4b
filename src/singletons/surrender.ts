import type { Succession } from './succession.js';

/** Withdraws the instances that a DI container no longer keeps, and disposes none that it disposes itself. */
export function surrender(
  succession: Succession,
  includes: (instance: unknown) => boolean,
  isDisposedThere: boolean,
): void {
  const leaving = succession.all().filter(({ instance }) => includes(instance));
  if (isDisposedThere) for (const version of leaving) version.leave();
  succession.withdraw(leaving);
}
