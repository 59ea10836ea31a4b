/** @import { BudgetAdapter, Scenario } from '../types.d.ts' */
import { operationsOfRound } from '../harness/calibration.mjs';
import { userText } from '../harness/keys.mjs';
import { ensure } from './timed-loops.mjs';

const RECORD_BYTES = 100;

/**
 * Misses of fifty methods under one budget that is full: each inserts an entry, and the least recently used of all goes, whichever method
 * it belongs to. Nanoseconds a call.
 * @param {BudgetAdapter} adapter
 * @param {{ methods: number, entries: number }} settings
 * @returns {Promise<Scenario>}
 */
export async function prepare(adapter, { methods, entries }) {
  let loads = 0;
  let serial = 0;
  const loaders = Array.from({ length: methods }, () => () => ({ id: ++loads }));
  const calls = await adapter(loaders, entries * RECORD_BYTES, () => RECORD_BYTES);
  const run = (/** @type {number} */ operations) => {
    const users = /** @type {string[]} */ (JSON.parse(`[${Array.from({ length: operations }, () => `"${userText(serial++)}"`).join()}]`));
    const before = loads;
    const startedAt = process.hrtime.bigint();
    for (let index = 0; index < operations; index++) calls[index % methods]?.(/** @type {string} */ (users[index]));
    const elapsed = Number(process.hrtime.bigint() - startedAt);
    ensure(loads === before + operations, 'every call was a miss');
    return elapsed;
  };
  run(2 * entries);
  const operations = await operationsOfRound(run, { most: 4_000 });
  return { round: () => ({ value: run(operations) / operations }) };
}
