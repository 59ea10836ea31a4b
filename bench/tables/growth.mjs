/** Tables of growth: what a hit costs as entries, concurrent invocations and decorated methods become more. */
/** @import { Column, Row, TableDefinition } from '../types.d.ts' */
import { competitors as handlers } from '../competitors/handlers.mjs';
import { competitors as methods } from '../competitors/methods.mjs';
import { competitors as syncCaches } from '../competitors/sync.mjs';
import { compare, related } from './compared.mjs';

const MAP = 'hand-written Map, expiry';
const IN_GROWTH = [MAP, 'hand-written LRU Map, expiry', 'warmscope', 'lru-cache ttl, resolution 0', 'quick-lru maxAge'];
const ENTRIES = [100, 1_000, 10_000, 100_000, 1_000_000];
/** The fewest and the most entries decide on the growth. */
const THOROUGHLY = { crews: 2, rounds: 40, seconds: 12 };
const BRIEFLY = { crews: 1, rounds: 15, seconds: 4 };

const METHODS = [1, 10, 100, 1_000];

/**
 * One table out of several comparisons, side by side.
 * @param {{ columns: Column[], rows: Row[], rounds: number }[]} parts
 */
function sideBySide(parts) {
  const [first, ...others] = parts;
  if (first === undefined) throw new Error('nothing was measured');
  for (const row of first.rows) {
    for (const { rows } of others) {
      const same = rows.find(({ competitor }) => competitor === row.competitor);
      Object.assign(row.cells, same?.cells);
      row.note ??= same?.note;
    }
  }
  return { columns: parts.flatMap(({ columns }) => columns), rows: first.rows, rounds: Math.min(...parts.map(({ rounds }) => rounds)) };
}

/** @type {TableDefinition} */
export const growthByEntries = {
  id: 'growth-entries',
  title: 'Growth: hit cost by entries',
  about: 'Hot loop, two-part keys drawn uniformly. "growth" is the ratio at the most entries by the ratio at the fewest.',
  async measure(bench) {
    const sizes = bench.quick ? ENTRIES.slice(0, -1) : ENTRIES;
    const parts = [];
    for (const size of sizes) {
      parts.push(
        await compare(bench, {
          kind: 'sync',
          scenario: 'sync-hit',
          competitors: syncCaches.filter(({ id }) => IN_GROWTH.includes(id)),
          baseline: MAP,
          series: [{ id: `${size}`, title: size.toLocaleString('en'), request: { law: 'uniform' } }],
          settings: { arity: 'pair', size, isUniformOnly: true },
          ...(size === sizes[0] || size === sizes.at(-1) ? THOROUGHLY : BRIEFLY),
        }),
      );
    }
    const table = sideBySide(parts);
    table.columns.push({ id: 'growth', title: 'growth', unit: 'x', digits: 2 });
    for (const { cells } of table.rows) {
      const fewest = cells[related(`${sizes[0]}`)];
      const most = cells[related(`${sizes.at(-1)}`)];
      if (fewest === undefined || most === undefined) continue;
      const by = fewest.median;
      cells.growth = { median: most.median / by, p10: most.p10 / by, p90: most.p90 / by };
    }
    return table;
  },
};

/** @type {TableDefinition} */
export const growthByInvocations = {
  id: 'growth-invocations',
  title: 'Growth: hit cost by concurrent invocations',
  about: 'Awaited hits, 32 to an invocation, so many invocations at once; an invocation’s own cost is in it.',
  measure: (bench) =>
    compare(bench, {
      kind: 'handlers',
      scenario: 'concurrency',
      competitors: handlers,
      baseline: 'hand-written Map, plain handler',
      series: [1, 4, 16, 64].map((concurrent) => ({ id: `${concurrent}`, title: `${concurrent} at once`, request: { concurrent } })),
      settings: { size: 1_000 },
      crews: 3,
      rounds: 45,
      seconds: 8,
    }),
};

/** @type {TableDefinition} */
export const growthByMethods = {
  id: 'growth-methods',
  title: 'Growth: hit cost by decorated methods',
  about: 'Hits of so many methods in turn, 16 keys each, every other one with one argument; "making" is to define and decorate one.',
  async measure(bench) {
    const parts = [];
    for (const count of METHODS) {
      parts.push(
        await compare(bench, {
          kind: 'methods',
          scenario: 'many-methods',
          competitors: methods,
          baseline: MAP,
          series: [
            { id: `${count}`, title: count.toLocaleString('en'), request: {} },
            ...(count === METHODS.at(-1) ? [{ id: 'making', title: 'making', request: { making: true } }] : []),
          ],
          settings: { methods: count },
          crews: 3,
          rounds: 30,
          seconds: 4,
        }),
      );
    }
    return sideBySide(parts);
  },
};
