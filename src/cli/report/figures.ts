import { averageLoadOf, callsOf, fromStoreOf, hitRatioOf } from '../../metrics/figures.js';
import { bytes, count, milliseconds, share } from '../../metrics/units.js';
import type { CacheStats } from '../../registry/statistics.js';

/** A figure of a member: how it comes from counters, and how it is written. */
export interface Figure {
  /** What the page calls the figure in `data-figure`: the counter, or what is made of several. */
  readonly id: string;
  readonly title: string;
  /** The figure from the counters of one member, or of one in several containers added up. */
  readonly of: (stats: CacheStats) => number | undefined;
  readonly text: (value: number | undefined) => string;
  /** What the axis of a chart counts in: the steps of its unit, such as 1,024 for bytes. */
  readonly steps?: readonly number[];
  /** True for one that is listed only where a member has some. */
  readonly isRare?: boolean;
}

type Counter = Exclude<keyof CacheStats, 'name'>;
type Sum = (stats: CacheStats) => number | undefined;

function counter(id: Counter, title: string): Figure;
function counter(id: string, title: string, of: Sum): Figure;
function counter(id: string, title: string, of: Sum = (stats) => stats[id as Counter]): Figure {
  return { id, title, of, text: (value) => count(value ?? 0) };
}

const TIME = [1, 1_000, 60_000, 3_600_000, 86_400_000];
const HIT_RATIO: Figure = { id: 'hitRatio', title: 'Hit ratio', of: hitRatioOf, text: share };
const SAVED: Figure = { ...counter('savedMs', 'Time saved'), text: milliseconds, steps: TIME };
const LOAD: Figure = {
  id: 'averageLoad',
  title: 'Time of a load',
  of: averageLoadOf,
  text: milliseconds,
  steps: TIME,
};
const BYTES: Figure = {
  ...counter('bytes', 'Bytes'),
  text: (value) => bytes(value ?? 0),
  steps: [1, 1_024, 1_024 ** 2, 1_024 ** 3],
};

/** The figures that have a chart, in their order. */
export const CHARTED: readonly Figure[] = [
  HIT_RATIO,
  SAVED,
  counter('size', 'Entries'),
  BYTES,
  counter('evictions', 'Evictions'),
  LOAD,
];

/** The figures of a member in the table of all members. */
export const LISTED: readonly Figure[] = [
  { id: 'calls', title: 'Calls', of: callsOf, text: (value) => count(value ?? 0) },
  counter('hits', 'Hits'),
  { ...counter('staleHits', 'Stale hits'), isRare: true },
  counter('joins', 'Joins'),
  HIT_RATIO,
  { ...counter('fromStore', 'From the store', fromStoreOf), isRare: true },
  { ...counter('sharedMisses', 'Not in the store'), isRare: true },
  { ...counter('leaseWaits', 'Waits'), isRare: true },
  { ...counter('sharedErrors', 'Store errors'), isRare: true },
  { ...counter('refused', 'Refused'), isRare: true },
  counter('loads', 'Loads'),
  { ...counter('loadErrors', 'Failed'), isRare: true },
  { ...LOAD, title: 'Per load' },
  { ...SAVED, title: 'Saved' },
  counter('size', 'Entries'),
  BYTES,
  counter('evictions', 'Evicted'),
  { ...counter('expirations', 'Expired'), isRare: true },
  { ...counter('bypasses', 'Bypassed'), isRare: true },
  { ...counter('uncacheable', 'Not stored'), isRare: true },
];

/** Statistics of one member added up. */
export function added(rows: readonly CacheStats[]): CacheStats {
  const [first, ...others] = rows;
  if (first === undefined) throw new TypeError('there is nothing to add up');
  const sum: CacheStats & Record<string, unknown> = { ...first };
  for (const row of others)
    for (const [name, value] of Object.entries(row) as [string, unknown][]) {
      const before = sum[name];
      const areNumbers = typeof before === 'number' && typeof value === 'number';
      Object.assign(sum, { [name]: areNumbers ? before + value : (before ?? value) });
    }
  return sum;
}
