/** @import { Arity, Scenario, SyncAdapter } from '../types.d.ts' */
import { setImmediate as turn } from 'node:timers/promises';
import { paramText, userText } from '../harness/keys.mjs';
import { countedWork } from './filled-cache.mjs';
import { ensure } from './timed-loops.mjs';

const CHUNK = 10_000;

/** @typedef {'one' | 'distinct' | 'shared'} Shape */

/** @type {globalThis.Record<Shape, (index: number) => string>} */
const texts = {
  one: (index) => `"${userText(index)}"`,
  distinct: (index) => `"${userText(index)}","${paramText(index % 4)}"`,
  shared: (index) => `"${userText(index % 1_000)}","order-${String(Math.floor(index / 1_000)).padStart(8, '0')}"`,
};

/**
 * Bytes an entry, the keys as the competitor keeps them included; all entries share one value.
 * @param {SyncAdapter} adapter
 * @param {{ shape: Shape, size: number }} settings
 * @returns {Promise<Scenario>}
 */
export async function prepare(adapter, { shape, size }) {
  /** @type {Arity} */
  const arity = shape === 'one' ? 'one' : 'pair';
  // A first cache, thrown away, lets the code itself (and what it compiles to) be in memory before counting.
  const { work: rehearsal } = countedWork(arity, 100, () => loaded);
  fill(await adapter(rehearsal), shape, 200);
  return {
    async round() {
      const before = await bytesInUse();
      const { work, count } = countedWork(arity, size, () => loaded);
      const call = await adapter(work);
      fill(call, shape, size);
      const after = await bytesInUse();
      ensure(count.loads === size, 'every key was new');
      const [user, param] = JSON.parse(`[${texts[shape](0)}]`);
      ensure((param === undefined ? call(user) : call(user, param)) === loaded && count.loads === size, 'the first entry is still there');
      return { value: (after - before) / size };
    },
  };
}

/**
 * @param {(user: string, param?: string) => unknown} call
 * @param {Shape} shape
 * @param {number} size
 */
function fill(call, shape, size) {
  for (let start = 0; start < size; start += CHUNK) {
    const length = Math.min(CHUNK, size - start);
    const args = JSON.parse(`[${Array.from({ length }, (_, index) => texts[shape](start + index)).join(',')}]`);
    if (shape === 'one') for (const user of args) call(user);
    else for (let index = 0; index < args.length; index += 2) call(args[index], args[index + 1]);
  }
}

async function bytesInUse() {
  for (let pass = 0; pass < 4; pass++) {
    global.gc?.();
    await turn();
  }
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

const loaded = { id: 1 };
