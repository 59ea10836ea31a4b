/** Caches that are bounded by more than a number of entries. */
/** @import { Call, Competitor, Record, SyncAdapter, Work } from '../types.d.ts' */
import { lruMapWithExpiry, mapWithExpiry } from './hand-written.mjs';
import { warmscope } from './warmscope.mjs';

/** Larger than what any table keeps. */
const AMPLE = '256MB';
/** What one record and its key weigh, about; for lru-cache, which asks for a number. */
const RECORD_BYTES = 200;

/** @type {Competitor<SyncAdapter>[]} */
export const competitors = [
  { id: 'hand-written Map, expiry', group: 'hand', adapter: mapWithExpiry, unbounded: true },
  { id: 'hand-written LRU Map, expiry', group: 'hand', adapter: lruMapWithExpiry },
  { id: 'warmscope', group: 'warmscope', adapter: (work) => limited(work, {}) },
  { id: 'warmscope, maxBytes', group: 'warmscope', adapter: (work) => limited(work, { maxBytes: AMPLE }) },
  { id: 'warmscope, tags', group: 'warmscope', adapter: (work) => limited(work, { tags: ['reports'] }) },
  { id: 'warmscope, maxIdle', group: 'warmscope', adapter: (work) => limited(work, { maxIdle: '1d' }) },
  { id: 'warmscope, hashed keys', group: 'warmscope', adapter: (work) => limited(work, { keys: 'hashed' }) },
  { id: 'warmscope, under a budget', group: 'warmscope', adapter: underBudget },
  { id: 'lru-cache maxSize', group: 'lru-cache', adapter: lruCacheBySize },
];

/**
 * @param {Work<Record>} work
 * @param {object} more
 * @returns {Promise<Call>}
 */
async function limited({ load, max, ttl }, more) {
  const { cached } = await warmscope();
  const key = (/** @type {string} */ user, /** @type {string | undefined} */ param) => [user, param];
  return cached(load, { key, ttl, max, ...more });
}

/** @type {SyncAdapter} */
async function underBudget(work) {
  const { registry } = await warmscope();
  registry.configure({ maxBytes: AMPLE });
  return limited(work, {});
}

/** @type {SyncAdapter} */
async function lruCacheBySize({ keyOf, load, max, ttl }) {
  const { LRUCache } = await import('lru-cache');
  /** @type {import('lru-cache').LRUCache<string, Record>} */
  const cache = new LRUCache({ max, ttl, ttlResolution: 0, maxSize: 256 * 1024 * 1024, sizeCalculation: () => RECORD_BYTES });
  return (user, param) => {
    const key = keyOf(user, param);
    const found = cache.get(key);
    if (found !== undefined) return found;
    const value = load(user, param);
    cache.set(key, value);
    return value;
  };
}
