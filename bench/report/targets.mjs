/** The targets, and whether a run met them. */
/** @import { Row, Spread, Table, Verdict } from '../types.d.ts' */
import { related } from '../tables/compared.mjs';
import { withSpread } from './figures.mjs';

const OURS = 'warmscope';

/**
 * A figure of warmscope's that may not be above a limit.
 * @typedef {{ table: string, text: string, column: string, limit: number, unit: string, row?: string, digits?: number }} Limit
 */

/** Rows of warmscope's other than its plain one. */
const CACHED = 'warmscope, only Cached';
const THREE = 'warmscope, the three names';

/** @type {Limit[]} */
const LIMITS = [
  { table: 'sync-hit', text: 'hot loop, uniform', column: related('uniform'), limit: 0.7, unit: 'x' },
  { table: 'sync-hit', text: 'hot loop, zipf', column: related('zipf'), limit: 0.7, unit: 'x' },
  { table: 'sync-hit-one', text: 'one primitive argument, uniform', column: related('uniform'), limit: 1.15, unit: 'x' },
  { table: 'sync-hit-one', text: 'one primitive argument, zipf', column: related('zipf'), limit: 1.15, unit: 'x' },
  { table: 'isolated-hit', text: 'after 3 ms idle, to a Map in a Map, uniform', column: related('uniform'), limit: 1.2, unit: 'x' },
  { table: 'isolated-hit', text: 'after 3 ms idle, to a Map in a Map, zipf', column: related('zipf'), limit: 1.2, unit: 'x' },
  { table: 'async-hit', text: 'awaited, uniform', column: related('uniform'), limit: 0.8, unit: 'x' },
  { table: 'async-hit', text: 'awaited, zipf', column: related('zipf'), limit: 0.8, unit: 'x' },
  { table: 'insert', text: 'to the LRU Map, distinct', column: related('distinct'), limit: 2, unit: 'x' },
  { table: 'insert', text: 'to the LRU Map, zipf', column: related('zipf'), limit: 2, unit: 'x' },
  { table: 'single-flight', text: 'loader runs for 1,000 callers', column: 'loads', limit: 1, unit: '' },
  { table: 'singleton-getter', text: 'over a static ??= getter', column: related('read'), limit: 3, unit: ' ns' },
  { table: 'singleton-resolve', text: 'over Map.get', column: related('read'), limit: 5, unit: ' ns', row: 'warmscope registry.resolve' },
  { table: 'bundle-size', text: 'Cached alone, minified', column: 'minified', limit: 50, unit: ' KB', row: CACHED },
  { table: 'bundle-size', text: 'Cached alone, with gzip', column: 'gzipped', limit: 17, unit: ' KB', row: CACHED },
  { table: 'bundle-size', text: 'three names, minified', column: 'minified', limit: 74, unit: ' KB', row: THREE },
  { table: 'bundle-size', text: 'three names, with gzip', column: 'gzipped', limit: 26, unit: ' KB', row: THREE },
  { table: 'bundle-size', text: 'everything, minified', column: 'minified', limit: 88, unit: ' KB' },
  { table: 'bundle-size', text: 'everything, with gzip', column: 'gzipped', limit: 31, unit: ' KB' },
  { table: 'growth-entries', text: 'growth beyond the Map’s own', column: 'growth', limit: 2, unit: 'x' },
  { table: 'worst-calls', text: 'insert after 100,000 reads', column: 'insert', limit: 1, unit: ' ms' },
  { table: 'worst-calls', text: 'eviction over 80,000 owners', column: 'eviction', limit: 5, unit: ' ms' },
];

/** Levels of recursion that a cached function has to reach, by column of the worst calls. */
const DEPTHS = ['depth', 'asyncDepth'];
const LEAST_DEPTH = 3_000;

/** Page faults over lru-cache's that the three names of 0.1.0 took, by major version of Node, and how much of them is allowed. */
const FAULTS_OF_FIRST = new Map([
  ['22', 320],
  ['24', 387],
  ['26', 468],
]);
const FAULTS_RATIO = 0.65;

/** Tables on which warmscope is to be ahead of every peer that keeps the same promises, in each of these columns. */
const RACES = [
  { table: 'sync-hit', columns: ['uniform', 'zipf'] },
  { table: 'sync-hit-one', columns: ['uniform', 'zipf'] },
  { table: 'isolated-hit', columns: ['uniform', 'zipf'] },
  { table: 'async-hit', columns: ['uniform', 'zipf'] },
  { table: 'insert', columns: ['distinct', 'zipf'] },
  { table: 'single-flight', columns: ['time'] },
  { table: 'singleton-getter', columns: ['read'] },
  { table: 'singleton-resolve', columns: ['read'], row: 'warmscope registry.resolve' },
];

const BYTES_OVER_LRU_CACHE = 80;
const BYTES_RATIO = 1.3;

/**
 * The verdicts on the tables that were measured.
 * @param {readonly Table[]} tables
 * @param {string} node  its version
 * @returns {Verdict[]}
 */
export function verdictsOn(tables, node) {
  return tables.flatMap((table) => [
    ...LIMITS.filter((limit) => limit.table === table.id).flatMap((limit) => ofLimit(table, limit)),
    ...RACES.filter((race) => race.table === table.id).flatMap(({ columns, row }) =>
      columns.flatMap((column) => ofRace(table, column, row)),
    ),
    ...(table.id === 'memory' ? ofMemory(table) : []),
    ...(table.id === 'worst-calls' ? ofDepth(table) : []),
    ...(table.id === 'page-faults' ? ofFaults(table, node.replace(/^v(\d+)\..*$/, '$1')) : []),
  ]);
}

/**
 * @param {Table} table
 * @param {Limit} limit
 * @returns {Verdict[]}
 */
function ofLimit(table, { text, column, limit, unit, row = OURS }) {
  const figure = cellOf(table, row, column);
  if (figure === undefined) return [];
  return [{ table: table.id, text, measured: withSpread(figure, unit), limit: `<= ${limit}${unit}`, met: figure.median <= limit }];
}

/**
 * @param {Table} table
 * @param {string} column
 * @param {string} [row]
 * @returns {Verdict[]}
 */
function ofRace(table, column, row = OURS) {
  const own = cellOf(table, row, related(column));
  const peers = table.rows.filter(
    ({ group, cells, breaks = [] }) => group === 'peer' && cells[related(column)] !== undefined && breaks.length === 0,
  );
  if (own === undefined || peers.length === 0) return [];
  const figureOf = (/** @type {Row} */ peer) => peer.cells[related(column)]?.median ?? Number.POSITIVE_INFINITY;
  const best = peers.reduce((one, other) => (figureOf(other) < figureOf(one) ? other : one));
  const unit = table.columns.find(({ id }) => id === related(column))?.unit ?? '';
  return [
    {
      table: table.id,
      text: `ahead of peers that keep the same promises, ${column}`,
      measured: `${own.median.toFixed(2)} ${unit}`,
      limit: `< ${figureOf(best).toFixed(2)} ${unit} (${best.competitor})`,
      met: own.median < figureOf(best),
    },
  ];
}

/**
 * @param {Table} table
 * @returns {Verdict[]}
 */
function ofMemory(table) {
  const bytes = (/** @type {string} */ row, /** @type {string} */ column) => cellOf(table, row, column)?.median ?? Number.NaN;
  const over = bytes(OURS, 'one') - bytes('lru-cache', 'one');
  const ratio = bytes(OURS, 'distinct') / bytes('hand-written LRU Map, expiry', 'distinct');
  const verdicts = [
    { figure: over, text: 'string keys, over lru-cache without ttl', unit: ' bytes', most: BYTES_OVER_LRU_CACHE, digits: 0 },
    { figure: ratio, text: 'distinct first parts, to the LRU Map', unit: 'x', most: BYTES_RATIO, digits: 2 },
  ];
  return verdicts
    .filter(({ figure }) => !Number.isNaN(figure))
    .map(({ figure, text, unit, most, digits }) => ({
      table: table.id,
      text,
      measured: `${figure.toFixed(digits)}${unit}`,
      limit: `<= ${most}${unit}`,
      met: figure <= most,
    }));
}

/**
 * @param {Table} table
 * @returns {Verdict[]}
 */
function ofDepth(table) {
  return DEPTHS.flatMap((column) => {
    const levels = cellOf(table, OURS, column)?.median;
    if (levels === undefined) return [];
    const text = table.columns.find(({ id }) => id === column)?.title ?? column;
    return [{ table: table.id, text, measured: `${levels} levels`, limit: `>= ${LEAST_DEPTH} levels`, met: levels >= LEAST_DEPTH }];
  });
}

/**
 * @param {Table} table
 * @param {string} major  of Node
 * @returns {Verdict[]}
 */
function ofFaults(table, major) {
  const faults = (/** @type {string} */ row) => cellOf(table, row, 'faults')?.median ?? Number.NaN;
  const ratio = (faults(THREE) - faults('lru-cache')) / (FAULTS_OF_FIRST.get(major) ?? Number.NaN);
  if (Number.isNaN(ratio)) return [];
  const text = 'three names, over lru-cache’s, to those of 0.1.0';
  return [{ table: table.id, text, measured: `${ratio.toFixed(2)}x`, limit: `<= ${FAULTS_RATIO}x`, met: ratio <= FAULTS_RATIO }];
}

/**
 * @param {Table} table
 * @param {string} competitor
 * @param {string} column
 * @returns {Spread | undefined}
 */
function cellOf(table, competitor, column) {
  return table.rows.find((row) => row.competitor === competitor)?.cells[column];
}
