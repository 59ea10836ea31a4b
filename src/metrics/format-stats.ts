import type { ContainerStats } from '../registry/container-stats.js';
import type { CacheStats, SingletonStats } from '../registry/statistics.js';
import { type Checks, check, checkedOptions } from '../util/checks.js';
import { checkStats } from './check-stats.js';
import { averageLoadOf, callsOf, fromStoreOf, hitRatioOf } from './figures.js';
import { type Column, tableLines } from './table.js';
import { printable, shortened, wrapped } from './text-width.js';
import { bytes, count, milliseconds, NONE, share } from './units.js';
import { type WorthOptions, worthLine, worthOf } from './worth.js';

/** What `formatStats` takes: what `registry.stats()` gives, or `statsSince`. */
export interface FormattableStats {
  readonly container: ContainerStats;
  readonly caches: readonly CacheStats[];
  readonly singletons: readonly SingletonStats[];
}

/** How statistics are shown. */
export interface FormatStatsOptions {
  /** Most columns of a line, at least 40. Default: the terminal's, or 120 where stdout is none. */
  readonly width?: number | undefined;
  /** Whether titles are bold, by ANSI escape codes. Default: false. */
  readonly colors?: boolean | undefined;
  /** US dollars for a GB-second. Default: Lambda's public price for x86 in us-east-1, 0.0000166667. */
  readonly price?: number | undefined;
  /** The function's memory in MB. Default: `AWS_LAMBDA_FUNCTION_MEMORY_SIZE`; else no money is shown. */
  readonly memory?: number | undefined;
}

const isPositive = (value: unknown): boolean => typeof value === 'number' && value > 0 && value < Infinity;
const LEAST_WIDTH = 40;
const CHECKS: Checks = {
  width: /* @__PURE__ */ check(
    (value) => Number.isInteger(value) && Number(value) >= LEAST_WIDTH,
    `a whole number of columns, at least ${LEAST_WIDTH}`,
  ),
  colors: /* @__PURE__ */ check((value) => typeof value === 'boolean', 'true or false'),
  price: /* @__PURE__ */ check(
    (value) => value === 0 || isPositive(value),
    'US dollars for a GB-second as a number, 0 or more',
  ),
  memory: /* @__PURE__ */ check(isPositive, 'the memory of the function in MB, a number greater than 0'),
};

/** A column that is shown only where a member has some. */
const rare = (
  title: string,
  rank: number,
  of: (row: CacheStats) => number | undefined,
): Column<CacheStats> => ({
  title,
  rank,
  cell: (row) => count(of(row) ?? 0),
  isShown: (row) => (of(row) ?? 0) > 0,
});

/** Columns of caches. */
const CACHES: readonly Column<CacheStats>[] = [
  { title: 'cache', rank: 0, cell: ({ name }) => printable(name) },
  { title: 'calls', rank: 2, cell: (row) => count(callsOf(row)) },
  { title: 'hits', rank: 4, cell: ({ hits }) => count(hits) },
  /* @__PURE__ */ rare('stale', 7, ({ staleHits }) => staleHits),
  { title: 'joins', rank: 6, cell: ({ joins }) => count(joins) },
  { title: 'hit ratio', rank: 0, cell: (row) => share(hitRatioOf(row)) },
  /* @__PURE__ */ rare('from store', 5, fromStoreOf),
  /* @__PURE__ */ rare('waits', 8, ({ leaseWaits }) => leaseWaits),
  /* @__PURE__ */ rare('store errors', 6, ({ sharedErrors }) => sharedErrors),
  /* @__PURE__ */ rare('refused', 9, ({ refused }) => refused),
  { title: 'loads', rank: 3, cell: ({ loads }) => count(loads) },
  /* @__PURE__ */ rare('failed', 5, ({ loadErrors }) => loadErrors),
  { title: 'per load', rank: 5, cell: (row) => milliseconds(averageLoadOf(row)) },
  { title: 'saved', rank: 0, cell: ({ savedMs }) => milliseconds(savedMs) },
  { title: 'entries', rank: 4, cell: ({ size, max }) => `${count(size)}/${count(max)}` },
  { title: 'bytes', rank: 5, cell: (row) => bytes(row.bytes) },
  { title: 'evicted', rank: 6, cell: ({ evictions }) => count(evictions) },
  /* @__PURE__ */ rare('expired', 8, ({ expirations }) => expirations),
  /* @__PURE__ */ rare('bypassed', 8, ({ bypasses }) => bypasses),
  /* @__PURE__ */ rare('not stored', 9, ({ uncacheable }) => uncacheable),
];

const isKeyed = ({ size }: SingletonStats): boolean => size !== undefined;
const perBuild = ({ builds, buildMs }: SingletonStats): string =>
  milliseconds(builds === 0 ? undefined : buildMs / builds);

/** Columns of singletons; those of keyed ones have clients. */
const SINGLETONS: readonly Column<SingletonStats>[] = [
  { title: 'singleton', rank: 0, cell: ({ name }) => printable(name) },
  { title: 'builds', rank: 0, cell: ({ builds }) => count(builds) },
  { title: 'per build', rank: 1, cell: perBuild },
  { title: 'disposed', rank: 2, cell: ({ disposals }) => count(disposals) },
  { title: 'age', rank: 3, cell: ({ ageMs }) => milliseconds(ageMs) },
  { title: 'idle', rank: 4, cell: ({ idleMs }) => milliseconds(idleMs) },
  {
    title: 'clients',
    rank: 3,
    cell: ({ size, max }) => (size === undefined ? NONE : `${count(size)}/${count(max ?? size)}`),
    isShown: isKeyed,
  },
  {
    title: 'evicted',
    rank: 4,
    cell: ({ evictions }) => (evictions === undefined ? NONE : count(evictions)),
    isShown: isKeyed,
  },
];

/**
 * Statistics as tables for a terminal: the container, its caches, its singletons, and what was saved, in
 * milliseconds, loads, and, where the function's memory is known, GB-seconds and US dollars. It shows what
 * the snapshot has, and so no key, argument or value. Throws InvalidOptionError.
 * @example
 * console.log(formatStats(registry.stats(), { width: 100, memory: 512 }));
 * console.log(formatStats(statsSince(before)));
 */
export function formatStats(stats: FormattableStats, options: FormatStatsOptions = {}): string {
  checkStats(stats, 'formatStats');
  const given = checkedOptions(options, CHECKS, 'formatStats');
  const { colors = false, width = process.stdout.columns ?? 120, price } = given;
  const most = Math.max(width, LEAST_WIDTH);
  const worth: WorthOptions = { price, memory: given.memory ?? memoryOfFunction() };
  const paint = colors ? painted : plain;
  const table = <Row>(columns: readonly Column<Row>[], rows: readonly Row[]): string[] => {
    if (rows.length === 0) return [];
    const [titles = '', ...lines] = tableLines(columns, rows, most);
    return ['', paint(titles), ...lines];
  };
  return [
    paint(shortened(containerLine(stats), most)),
    ...tierLines(stats).map((line) => shortened(line, most)),
    ...table(CACHES, stats.caches),
    ...table(SINGLETONS, stats.singletons),
    '',
    ...wrapped(worthLine(worthOf(stats.caches, worth), worth), most),
  ].join('\n');
}

const plain = (text: string): string => text;
const painted = (text: string): string => `\u001b[1m${text}\u001b[22m`;

function memoryOfFunction(): number | undefined {
  const memory = Number(process.env.AWS_LAMBDA_FUNCTION_MEMORY_SIZE);
  return isPositive(memory) ? memory : undefined;
}

const times = (amount: number, thing: string): string =>
  `${count(amount)} ${thing}${amount === 1 ? '' : 's'}`;

/** What the container is, in a line. */
function containerLine({ container }: FormattableStats): string {
  const { id, provider, coldStart, invocations, thaws, ageMs, thread } = container;
  return [
    `container ${printable(id).slice(0, 8)}`,
    printable(provider),
    coldStart ? 'cold' : 'warm',
    times(invocations, 'invocation'),
    times(thaws, 'thaw'),
    `up ${milliseconds(ageMs)}`,
    ...(thread === 0 ? [] : [`thread ${thread}`]),
  ].join(', ');
}

/** What the container's shared tier has done, in a line where there is one. */
function tierLines({ container: { shared } }: FormattableStats): string[] {
  if (shared === undefined) return [];
  const { state, questions, timeouts, opened, pendingInvalidations } = shared;
  const parts = [
    `shared store ${printable(state)}`,
    times(questions, 'question'),
    ...(timeouts === 0 ? [] : [times(timeouts, 'timeout')]),
    ...(opened === 0 ? [] : [`taken for down ${times(opened, 'time')}`]),
    ...(pendingInvalidations === 0 ? [] : [`${times(pendingInvalidations, 'invalidation')} to be sent`]),
  ];
  return [parts.join(', ')];
}
