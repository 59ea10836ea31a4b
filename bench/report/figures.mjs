/** @import { Column, Row, Spread } from '../types.d.ts' */

/**
 * A median with its p10 and p90.
 * @param {Spread} figure
 * @param {string} unit
 * @param {number} [digits]
 */
export function withSpread({ median, p10, p90 }, unit, digits = 2) {
  const text = `${short(median, digits)}${unit}`;
  return p10 === p90 ? text : `${text} (${short(p10, digits)} to ${short(p90, digits)})`;
}

/**
 * What a table shows for a cell: relations with their spread, plain figures alone.
 * @param {Row} row
 * @param {Column} column
 */
export function cellText({ cells }, { id, unit, digits, isDifference }) {
  const figure = cells[id];
  if (figure === undefined || Number.isNaN(figure.median)) return '-';
  if (unit === 'x') return withSpread(figure, 'x', digits);
  return isDifference ? withSpread(figure, '', digits) : short(figure.median, digits);
}

/**
 * The promises that a competitor does not keep.
 * @param {Row} row
 */
export function breaksText({ breaks = [] }) {
  return breaks.join(', ');
}

/** @param {Column} column */
export function headText({ title, unit }) {
  return unit === 'x' || unit === '' ? title : `${title}, ${unit}`;
}

/**
 * Fewer decimals for larger figures.
 * @param {number} value
 * @param {number} digits
 */
function short(value, digits) {
  const shown = Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? Math.min(digits, 1) : digits;
  return value.toLocaleString('en', { minimumFractionDigits: shown, maximumFractionDigits: shown });
}
