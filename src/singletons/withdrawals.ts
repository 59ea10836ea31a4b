import type { Succession } from './succession.js';
import type { ClientRecord } from './version.js';

/** Withdraws clients that turned out dead, builds under way included. */
export function invalidate(succession: Succession, records: readonly ClientRecord[]): void {
  // Where the present invocation still had the old one, its successor is not to blame.
  const blamed = records.filter((record) => succession.seenApart(record, false) === undefined);
  const dead = blamed.flatMap(({ current, building }) => [current, building]);
  succession.withdraw([...dead, ...records.flatMap(({ retired }) => [...retired])]);
}

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
