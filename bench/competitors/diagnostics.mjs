/** A cache with diagnostics, in the ways in which they are used. */
/** @import { Call, Competitor, Record, SyncAdapter, Work } from '../types.d.ts' */
import { subscribe } from 'node:diagnostics_channel';
import { warmscope } from './warmscope.mjs';

/** @type {Competitor<SyncAdapter>[]} */
export const competitors = [
  { id: 'warmscope', group: 'warmscope', adapter: (work) => cachedWith(work) },
  { id: 'warmscope, published, nobody listens', group: 'warmscope', adapter: (work) => cachedWith(work, []) },
  {
    id: 'warmscope, listened to',
    group: 'warmscope',
    adapter: (work) => cachedWith(work, ['hit', 'miss', 'load', 'store', 'evict']),
  },
];

/** What the listeners have been told, so that none of them is idle. */
export const told = { messages: 0 };

/**
 * @param {Work<Record>} work
 * @param {string[]} [channels]  those that somebody listens to; undefined where diagnostics are not switched on
 * @returns {Promise<Call>}
 */
async function cachedWith({ load, max, ttl }, channels) {
  const { cached } = await warmscope();
  if (channels !== undefined) {
    const { publishDiagnostics } = await metrics();
    publishDiagnostics();
    for (const channel of channels)
      subscribe(`warmscope:${channel}`, () => {
        told.messages++;
      });
  }
  const key = (/** @type {string} */ user, /** @type {string | undefined} */ param) => [user, param];
  return cached(load, { key, ttl, max });
}

/**
 * The entry beside the one that is measured.
 * @returns {Promise<typeof import('../../dist/esm/metrics/index.js')>}
 */
function metrics() {
  const main = process.env.BENCH_WARMSCOPE ?? new URL('../../dist/esm/index.js', import.meta.url).href;
  return import(new URL('metrics/index.js', main).href);
}
