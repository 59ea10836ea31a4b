import { ANSWERED, ASKED, type CacheCounter } from '../../metrics/names.js';
import { type Metric, type Searched, together } from './expressions.js';

/** A ratio of two sums of counters, in metric math. */
export interface Ratio {
  readonly id: string;
  readonly label: string;
  readonly above: readonly CacheCounter[];
  readonly below: readonly CacheCounter[];
  readonly factor: number;
}

/** Hits and stale hits of all calls that asked the cache, in per cent. */
export const HIT_RATIO: Ratio = { id: 'hit', label: 'hit ratio', above: ANSWERED, below: ASKED, factor: 100 };

/** Milliseconds of an average load. */
export const LOAD_TIME: Ratio = {
  id: 'load',
  label: 'time of a load',
  above: ['loadMs'],
  below: ['loads'],
  factor: 1,
};

/**
 * A ratio of what is searched: one line, and two that are not shown. Counters are emitted only where they
 * have moved, so what is above counts as 0 where there is none.
 */
export function ratioOf(ratio: Ratio, searched: Searched, id: string, label: string): Metric[] {
  const factor = ratio.factor === 1 ? '' : `${ratio.factor} * `;
  return [
    together(ratio.above, searched, { id: `${id}a`, visible: false }),
    together(ratio.below, searched, { id: `${id}b`, visible: false }),
    [{ expression: `${factor}FILL(${id}a, 0) / ${id}b`, id, label }],
  ];
}
