/** The worst single calls: what a user waits for once in a while, whatever the medians are. */
/** @import { Column, Row, TableDefinition } from '../types.d.ts' */
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { spread } from '../harness/statistics.mjs';

const PROBE = fileURLToPath(new URL('../harness/worst-probe.mjs', import.meta.url));

/** @type {Column[]} */
const CASES = [
  { id: 'insert', title: 'insert after 100,000 reads', unit: 'ms', digits: 3 },
  { id: 'eviction', title: 'eviction over 80,000 owners', unit: 'ms', digits: 3 },
  { id: 'thaw', title: 'thaw with 1,000,000 entries', unit: 'ms', digits: 1 },
  { id: 'join', title: 'join of a load that waits for 8,000', unit: 'ms', digits: 3 },
  { id: 'owner', title: 'first call on an instance', unit: 'ms', digits: 4 },
  { id: 'stats', title: 'stats() with 1,000 members', unit: 'ms', digits: 2 },
  { id: 'dictionary', title: 'a result of 300,000 keys', unit: 'ms', digits: 2 },
  { id: 'depth', title: 'depth of a recursion', unit: 'levels', digits: 0 },
  { id: 'asyncDepth', title: 'depth of an async recursion', unit: 'levels', digits: 0 },
];

const COMPETITORS = ['warmscope', 'hand-written LRU Map', 'lru-cache', 'memoizee'];

/** @type {TableDefinition} */
export const worstCalls = {
  id: 'worst-calls',
  title: 'The worst single call',
  about: 'One call each, in a process of its own, the median of several; where a competitor has nothing of the kind, there is no figure.',
  async measure(bench) {
    const repeats = bench.quick ? 1 : 5;
    /** @type {Row[]} */
    const rows = COMPETITORS.map((competitor) => {
      /** @type {Row} */
      const row = {
        competitor,
        group: competitor === 'warmscope' ? 'warmscope' : competitor === 'lru-cache' ? 'lru-cache' : 'peer',
        cells: {},
      };
      for (const { id } of CASES) {
        const figures = Array.from({ length: repeats }, () => probe(bench.node, id, competitor)).filter((figure) => figure !== null);
        row.cells[id] = figures.length === 0 ? undefined : spread(figures);
      }
      return row;
    });
    return { columns: CASES, rows, rounds: repeats };
  },
};

/**
 * @param {string} node
 * @param {string} name
 * @param {string} competitor
 * @returns {number | null}
 */
function probe(node, name, competitor) {
  return JSON.parse(
    execFileSync(node, [PROBE, name, competitor], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'], timeout: 120_000 }),
  );
}
