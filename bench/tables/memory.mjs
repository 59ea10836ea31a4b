/** @import { Competitor, Row, Spread, TableDefinition } from '../types.d.ts' */
import { competitors } from '../competitors/sync.mjs';
import { Worker } from '../harness/crew.mjs';
import { spread } from '../harness/statistics.mjs';
import { sorted } from './compared.mjs';

const ENTRIES = 100_000;
const SHAPES = [
  { id: 'one', title: 'string keys' },
  { id: 'distinct', title: 'two parts, first ones distinct' },
  { id: 'shared', title: 'two parts, first ones shared by 100' },
];

/** @type {TableDefinition} */
export const memory = {
  id: 'memory',
  title: 'Bytes an entry at 100,000 entries',
  about:
    'Heap and external memory after garbage collection, keys included as each keeps them; all entries share one value. Peers are measured once.',
  async measure(bench) {
    /** @type {Row[]} */
    const rows = [];
    const present = competitors.filter(
      ({ group, linear, pairOnly }) => linear !== true && pairOnly !== true && !(bench.quick && group === 'peer'),
    );
    for (const competitor of bench.select(present)) {
      const repeats = bench.quick || competitor.group === 'peer' ? 1 : 3;
      /** @type {Row} */
      const row = { competitor: competitor.id, group: competitor.group, cells: {} };
      try {
        for (const { id } of SHAPES) row.cells[id] = await bytesAnEntry(competitor, id, repeats, bench.node);
      } catch (error) {
        row.note = error instanceof Error ? error.message : String(error);
      }
      rows.push(row);
    }
    const columns = SHAPES.map(({ id, title }) => ({ id, title, unit: 'bytes', digits: 0 }));
    return { columns, rows: sorted(rows, 'distinct'), rounds: bench.quick ? 1 : 3 };
  },
};

/**
 * A process of its own for every figure, with its garbage collector at hand.
 * @param {Competitor} competitor
 * @param {string} shape
 * @param {number} repeats
 * @param {string} node
 * @returns {Promise<Spread | undefined>}
 */
async function bytesAnEntry(competitor, shape, repeats, node) {
  const figures = [];
  for (let repeat = 0; repeat < repeats; repeat++) {
    const worker = new Worker(competitor, { node, flags: ['--expose-gc'] });
    try {
      await worker.prepare({ kind: 'sync', scenario: 'memory', settings: { shape, size: ENTRIES } });
      figures.push((await worker.ask({})).value ?? Number.NaN);
    } finally {
      worker.stop();
    }
  }
  return spread(figures);
}
