import { InvalidOptionError } from '../errors.js';
import { type Checks, check, isLifetime } from '../util/checks.js';
import type { Clock } from '../util/clock.js';
import { describe } from '../util/describe.js';
import { DURATION_FORMS, parseDuration } from '../util/duration.js';

/** The latest time that a Date can tell. */
const LATEST_MS = 8.64e15;

const isDate = (value: unknown): boolean => Object.prototype.toString.call(value) === '[object Date]';
const isTime = (value: unknown): boolean =>
  (typeof value === 'number' || isDate(value)) && Math.abs(Number(value)) <= LATEST_MS;

/** The options of `createTestContainer`. */
export const CONTAINER_CHECKS: Checks = {
  now: /* @__PURE__ */ check(isTime, 'epoch milliseconds as a number, or a Date'),
  remainingMs: /* @__PURE__ */ check(isLifetime, DURATION_FORMS),
};

/** The options of `recycle`. */
export const RECYCLE_CHECKS: Checks = {
  sigterm: /* @__PURE__ */ check((value) => typeof value === 'boolean', 'true or false'),
};

/** Milliseconds by which a clock is to be moved, 0 included; throws InvalidOptionError for what is none. */
export function checkedPassage(duration: unknown, method: string, clock: Clock): number {
  const milliseconds = parseDuration(duration) ?? Number.NaN;
  if (milliseconds >= 0 && clock.now() + milliseconds <= LATEST_MS) return milliseconds;
  throw new InvalidOptionError(
    `${method} takes how much time passes: received ${describe(duration)}; valid is milliseconds as a ` +
      "number of 0 or more, or a string like '250ms', '30s', '5m', '2h' or '1d'.",
  );
}
