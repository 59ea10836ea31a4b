/** @import { Spread } from '../types.d.ts' */

/**
 * @param {readonly number[]} sorted
 * @param {number} share
 */
function quantile(sorted, share) {
  const place = (sorted.length - 1) * share;
  const below = Math.floor(place);
  const low = sorted[below] ?? Number.NaN;
  const high = sorted[Math.min(below + 1, sorted.length - 1)] ?? Number.NaN;
  return low + (high - low) * (place - below);
}

/**
 * Median with the 10th and 90th percentile.
 * @param {readonly number[]} values
 * @returns {Spread | undefined}
 */
export function spread(values) {
  const sorted = values.filter((value) => !Number.isNaN(value)).sort((a, b) => a - b);
  if (sorted.length === 0) return undefined;
  return { median: quantile(sorted, 0.5), p10: quantile(sorted, 0.1), p90: quantile(sorted, 0.9) };
}

/**
 * Each value by the one of the same round.
 * @param {readonly number[]} values
 * @param {readonly number[]} others
 * @param {(value: number, other: number) => number} combine
 */
export function pairwise(values, others, combine) {
  const rounds = Math.min(values.length, others.length);
  return Array.from({ length: rounds }, (_, round) => combine(values[round] ?? Number.NaN, others[round] ?? Number.NaN));
}
