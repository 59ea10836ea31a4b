/** What a figure is shown as where there is none. */
export const NONE = '-';

const whole = /* @__PURE__ */ new Intl.NumberFormat('en', { maximumFractionDigits: 0 });
const tenths = /* @__PURE__ */ new Intl.NumberFormat('en', {
  minimumFractionDigits: 1,
  maximumFractionDigits: 1,
});
const significant = /* @__PURE__ */ new Intl.NumberFormat('en', { maximumSignificantDigits: 3 });
const allDigits = /* @__PURE__ */ new Intl.NumberFormat('en', { maximumFractionDigits: 20 });

/** A number of things, such as `1,234`. */
export const count = (value: number): string => whole.format(value);

/** A part of a whole in per cent, such as `93.8%`. */
export const share = (ratio: number | undefined): string =>
  ratio === undefined ? NONE : `${tenths.format(ratio * 100)}%`;

/** A number to three significant digits, such as `0.00000131`. */
export const rounded = (value: number): string => significant.format(value);

/** A sum of US dollars to three significant digits, such as `$0.00000131`. */
export const dollars = (value: number): string => `$${rounded(value)}`;

/** A price in US dollars with all its digits. */
export const price = (value: number): string => `$${allDigits.format(value)}`;

/** The lengths that a duration is given in, the longest first, in milliseconds. */
const LENGTHS: readonly (readonly [unit: string, milliseconds: number])[] = [
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['m', 60_000],
  ['s', 1_000],
];

/** A length of time, such as `3.2 ms`, `157 ms`, `12.3 s` or `2h 5m`. */
export function milliseconds(value: number | undefined): string {
  if (value === undefined) return NONE;
  if (value < 10) return value === 0 ? '0 ms' : `${tenths.format(value)} ms`;
  if (Math.round(value) < 1_000) return `${whole.format(value)} ms`;
  if (value < 59_950) return `${tenths.format(value / 1_000)} s`;
  const seconds = Math.round(value / 1_000) * 1_000;
  const at = LENGTHS.findIndex(([, length]) => seconds >= length);
  const [[unit, length] = ['s', 1_000], [smaller, part] = ['s', 1_000]] = LENGTHS.slice(at, at + 2);
  const rest = Math.floor((seconds % length) / part);
  return `${count(Math.floor(seconds / length))}${unit}${rest === 0 ? '' : ` ${rest}${smaller}`}`;
}

const BYTE_UNITS = ['B', 'KB', 'MB', 'GB', 'TB'];

/** A number of bytes in units of 1,024, such as `152 B` or `1.5 MB`. */
export function bytes(value: number): string {
  let [amount, unit] = [value, 0];
  for (; amount >= 1_023.95 && unit < BYTE_UNITS.length - 1; unit++) amount /= 1_024;
  return `${unit === 0 ? whole.format(amount) : tenths.format(amount)} ${BYTE_UNITS[unit]}`;
}
