/** The targets, and whether a run met them. */
/** @import { Row, Spread, Table, Verdict } from '../types.d.ts' */
import { related } from '../tables/compared.mjs';
import { withSpread } from './figures.mjs';

const OURS = 'warmscope';

/**
 * A figure of warmscope's that may not be above a limit.
 * @typedef {{ table: string, text: string, column: string, limit: number, unit: string, row?: string, digits?: number }} Limit
 */

/** @type {Limit[]} */
const LIMITS = [
  { table: 'sync-hit', text: 'hot loop, uniform', column: related('uniform'), limit: 0.7, unit: 'x' },
  { table: 'sync-hit', text: 'hot loop, zipf', column: related('zipf'), limit: 0.7, unit: 'x' },
  { table: 'sync-hit-one', text: 'one primitive argument, uniform', column: related('uniform'), limit: 1.1, unit: 'x' },
  { table: 'sync-hit-one', text: 'one primitive argument, zipf', column: related('zipf'), limit: 1.1, unit: 'x' },
  { table: 'isolated-hit', text: 'after 3 ms idle, uniform', column: related('uniform'), limit: 0.8, unit: 'x' },
  { table: 'isolated-hit', text: 'after 3 ms idle, zipf', column: related('zipf'), limit: 0.8, unit: 'x' },
  { table: 'async-hit', text: 'awaited, uniform', column: related('uniform'), limit: 0.8, unit: 'x' },
  { table: 'async-hit', text: 'awaited, zipf', column: related('zipf'), limit: 0.8, unit: 'x' },
  { table: 'insert', text: 'to the LRU Map, distinct', column: related('distinct'), limit: 2, unit: 'x' },
  { table: 'insert', text: 'to the LRU Map, zipf', column: related('zipf'), limit: 2, unit: 'x' },
  { table: 'single-flight', text: 'loader runs for 1,000 callers', column: 'loads', limit: 1, unit: '' },
  { table: 'singleton-getter', text: 'over a static ??= getter', column: related('read'), limit: 3, unit: ' ns' },
  { table: 'singleton-resolve', text: 'over Map.get', column: related('read'), limit: 5, unit: ' ns', row: 'warmscope registry.resolve' },
  { table: 'import-cost', text: 'bundle (esm), over lru-cache’s', column: related('esm'), limit: 1, unit: ' ms' },
  { table: 'import-cost', text: 'bundle (cjs), over lru-cache’s', column: related('cjs'), limit: 1, unit: ' ms' },
  { table: 'import-cost', text: 'unbundled, over lru-cache’s bundle', column: 'mixed', limit: 2, unit: ' ms' },
  { table: 'growth-entries', text: 'growth beyond the Map’s own', column: 'growth', limit: 2, unit: 'x' },
];

/** Tables on which warmscope is to be ahead of every peer, in each of these columns. */
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

const BYTES_OVER_LRU_CACHE = 60;
const BYTES_RATIO = 1.3;

/**
 * The verdicts on the tables that were measured.
 * @param {readonly Table[]} tables
 * @returns {Verdict[]}
 */
export function verdictsOn(tables) {
  return tables.flatMap((table) => [
    ...LIMITS.filter((limit) => limit.table === table.id).flatMap((limit) => ofLimit(table, limit)),
    ...RACES.filter((race) => race.table === table.id).flatMap(({ columns, row }) =>
      columns.flatMap((column) => ofRace(table, column, row)),
    ),
    ...(table.id === 'memory' ? ofMemory(table) : []),
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
  const peers = table.rows.filter(({ group, cells }) => group === 'peer' && cells[related(column)] !== undefined);
  if (own === undefined || peers.length === 0) return [];
  const figureOf = (/** @type {Row} */ peer) => peer.cells[related(column)]?.median ?? Number.POSITIVE_INFINITY;
  const best = peers.reduce((one, other) => (figureOf(other) < figureOf(one) ? other : one));
  const unit = table.columns.find(({ id }) => id === related(column))?.unit ?? '';
  return [
    {
      table: table.id,
      text: `ahead of every peer, ${column}`,
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
 * @param {string} competitor
 * @param {string} column
 * @returns {Spread | undefined}
 */
function cellOf(table, competitor, column) {
  return table.rows.find((row) => row.competitor === competitor)?.cells[column];
}
