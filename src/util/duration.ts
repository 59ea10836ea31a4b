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

/**
 * Milliseconds of a duration, zero and negative numbers included; `undefined` for what is no duration at all.
 */
export function parseDuration(duration: unknown): number | undefined {
  if (typeof duration === 'number') return Number.isNaN(duration) ? undefined : duration;
  if (typeof duration !== 'string') return undefined;
  // No regular expression, as options give durations also where the stack ends.
  const length = duration.endsWith('ms') ? 2 : 1;
  const [amount, unit] = [duration.slice(0, -length), duration.slice(-length)];
  if (!Object.hasOwn(MILLISECONDS, unit) || !isDecimal(amount)) return undefined;
  return Number(amount) * MILLISECONDS[unit as DurationUnit];
}

/** True for digits, and for digits with a fraction. */
function isDecimal(text: string): boolean {
  const parts = text.split('.');
  return parts.length <= 2 && parts.every(isDigits);
}

function isDigits(text: string): boolean {
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if (code < 0x30 || code > 0x39) return false;
  }
  return text !== '';
}
