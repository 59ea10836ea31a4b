/** Which promises each competitor keeps: found out, not believed. */
/** @import { Bench, Competitor } from '../types.d.ts' */
import { gather } from '../harness/crew.mjs';

/** The promises, as a table names those that are not kept. */
const PROMISES = { order: 'order of use', bound: 'exact bound', own: 'own promise for each caller' };

/** @type {Map<string, Promise<Map<string, string[]>>>} by kind and Node, as several tables ask */
const known = new Map();

/**
 * The promises that each competitor of a kind does not keep.
 * @param {Bench} bench
 * @param {string} kind
 * @param {readonly Competitor[]} competitors
 */
export function brokenPromises(bench, kind, competitors) {
  const id = `${kind} ${bench.node}`;
  const found = known.get(id) ?? find(bench, kind, competitors);
  known.set(id, found);
  return found;
}

/**
 * @param {Bench} bench
 * @param {string} kind
 * @param {readonly Competitor[]} competitors
 */
async function find({ node }, kind, competitors) {
  const { workers } = await gather(competitors, { node, kind, scenario: 'promises', settings: { kind } });
  /** @type {Map<string, string[]>} */
  const broken = new Map();
  for (const worker of workers) {
    try {
      const answer = await worker.ask({});
      const names = Object.entries(PROMISES).flatMap(([id, name]) => (answer[id] === 0 ? [name] : []));
      broken.set(worker.competitor.id, names);
    } finally {
      worker.stop();
    }
  }
  return broken;
}
