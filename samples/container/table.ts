import type { Measurement } from './deployment.js';
import type { ContainerName } from './script.js';

interface Column {
  readonly title: string;
  readonly width: number;
  readonly left?: true;
}

const ABOUT: readonly Column[] = [
  { title: '#', width: 2 },
  { title: 'container', width: 9, left: true },
  { title: 'invocation', width: 34, left: true },
  { title: 'start', width: 5, left: true },
];
const WARMSCOPE = columns(['S3 clients', 'loads', 'hits', 'joins', 'evicted', 'kept, B', 'ms']);
const PLAIN = columns(['S3 clients', 'loads', 'ms']);

/** The lines above the table: who was measured, and what. */
export function heading(): string[] {
  const titles = [ABOUT, WARMSCOPE, PLAIN].map((group) =>
    cells(
      group,
      group.map(({ title }) => title),
    ),
  );
  const names = ['', 'with warmscope', 'plain handler'].map((name, index) => name.padEnd((titles[index] ?? '').length));
  const rule = titles.map((group) => '-'.repeat(group.length));
  return [line(names), line(titles), rule.join('-+-')];
}

/** One invocation of both functions. */
export function invocationRow(number: number, container: ContainerName, label: string, warmscope: Measurement, plain: Measurement): string {
  const start = warmscope.cold ? 'cold' : 'warm';
  return line([
    cells(ABOUT, [String(number), container, label, start]),
    cells(WARMSCOPE, figures(warmscope, true)),
    cells(PLAIN, figures(plain, false)),
  ]);
}

/** The sums of both functions. */
export function totalsRow(warmscope: readonly Measurement[], plain: readonly Measurement[]): string {
  return line([
    cells(ABOUT, ['', '', 'in all', '']),
    cells(WARMSCOPE, figures(sum(warmscope), true)),
    cells(PLAIN, figures(sum(plain), false)),
  ]);
}

/** What happened between two invocations. */
export function eventRow(text: string): string {
  return `    ~ ${text}`;
}

export function sumOf(measurements: readonly Measurement[], figure: (measurement: Measurement) => number): number {
  return measurements.reduce((total, measurement) => total + figure(measurement), 0);
}

function columns(titles: readonly string[]): Column[] {
  return titles.map((title) => ({ title, width: title === 'ms' ? 7 : title.length }));
}

type Figures = Pick<Measurement, 'milliseconds' | 'cost'> & { readonly keptBytes?: number };

function sum(measurements: readonly Measurement[]): Figures {
  const names = Object.keys(measurements[0]?.cost ?? {}) as (keyof Measurement['cost'])[];
  const cost = Object.fromEntries(names.map((name) => [name, sumOf(measurements, (each) => each.cost[name])])) as Record<
    keyof Measurement['cost'],
    number
  >;
  return { milliseconds: sumOf(measurements, ({ milliseconds }) => milliseconds), cost };
}

function figures({ cost, milliseconds, keptBytes }: Figures, cached: boolean): string[] {
  const cacheOnly = cached ? [cost.hits, cost.joins, cost.evictions, keptBytes ?? ''] : [];
  return [...[cost.s3Clients, cost.loads, ...cacheOnly].map(String), milliseconds.toFixed(1)];
}

function cells(group: readonly Column[], values: readonly string[]): string {
  return group
    .map(({ width, left }, index) => (left ? (values[index] ?? '').padEnd(width) : (values[index] ?? '').padStart(width)))
    .join('  ');
}

function line(groups: readonly string[]): string {
  return groups.join(' | ').trimEnd();
}
