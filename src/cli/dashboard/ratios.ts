import { ANSWERED, ASKED, type CacheCounter } from '../../metrics/names.js';
import { type Metric, ofMember, together } from './expressions.js';

/** A ratio of two sums of counters, in metric math. */
interface Ratio {
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

const quotient = (above: string, below: string, factor: number): string =>
  `${factor === 1 ? '' : `${factor} * `}${above} / ${below}`;

/** A ratio of all members of a function together. */
export function ratioOfFunction({ id, label, above, below, factor }: Ratio, functionName: string): Metric[] {
  return [
    together(above, functionName, { id: `${id}a`, visible: false }),
    together(below, functionName, { id: `${id}b`, visible: false }),
    [{ expression: quotient(`${id}a`, `${id}b`, factor), id, label }],
  ];
}

/** A ratio of one member; CloudWatch divides no search by another, so it has to be named. */
export function ratioOfMember(ratio: Ratio, functionName: string, member: string, index: number): Metric[] {
  const sides = { a: ratio.above, b: ratio.below };
  const idOf = (side: string, at: number): string => `${ratio.id}${index}${side}${at}`;
  const metrics = Object.entries(sides).flatMap(([side, names]) =>
    names.map((name, at) =>
      ofMember(name, functionName, member, { id: idOf(side, at), stat: 'Sum', visible: false }),
    ),
  );
  const total = (side: 'a' | 'b'): string =>
    `SUM([${sides[side].map((_, at) => `FILL(${idOf(side, at)}, 0)`).join(', ')}])`;
  const expression = quotient(total('a'), total('b'), ratio.factor);
  return [...metrics, [{ expression, id: `${ratio.id}${index}`, label: member }]];
}
