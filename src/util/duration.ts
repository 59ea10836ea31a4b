/** A unit of time that a {@link Duration} may end in. */
export type DurationUnit = 'ms' | 's' | 'm' | 'h' | 'd';

/**
 * A length of time: milliseconds as a number, or a number with a unit. `Infinity` is the container's life.
 * @example
 * const durations: Duration[] = [250, '250ms', '30s', '5m', '2h', '1d', Infinity];
 */
export type Duration = number | `${number}${DurationUnit}`;

const MILLISECONDS: Readonly<Record<DurationUnit, number>> = {
  ms: 1,
  s: 1_000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
};

/** What a duration may look like, for error messages. */
export const DURATION_FORMS =
  "milliseconds as a number greater than 0, Infinity, or a string like '250ms', '30s', '5m', '2h' or '1d'";

const DURATION_PATTERN = /^(\d+(?:\.\d+)?)(ms|s|m|h|d)$/;

/**
 * Milliseconds of a duration, zero and negative numbers included; `undefined` for what is no duration at all.
 */
export function parseDuration(duration: unknown): number | undefined {
  if (typeof duration === 'number') return Number.isNaN(duration) ? undefined : duration;
  if (typeof duration !== 'string') return undefined;
  const [, amount, unit] = DURATION_PATTERN.exec(duration) ?? [];
  if (amount === undefined || unit === undefined) return undefined;
  return Number(amount) * MILLISECONDS[unit as DurationUnit];
}
