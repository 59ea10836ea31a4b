/** Sync caches. One line in `competitors` adds one; its adapter makes a cached function of `work.load`. */
/** @import { Call, Competitor, Record, SyncAdapter, Work } from '../types.d.ts' */
import { lruMapWithExpiry, mapInMapWithExpiry, mapWithExpiry } from './hand-written.mjs';
import { decorate, decoratedMethod } from './warmscope.mjs';

/** @type {Competitor<SyncAdapter>[]} */
export const competitors = [
  { id: 'hand-written Map, expiry', group: 'hand', adapter: mapWithExpiry, unbounded: true },
  { id: 'hand-written LRU Map, expiry', group: 'hand', adapter: lruMapWithExpiry },
  { id: 'hand-written Map in Map, expiry', group: 'hand', adapter: mapInMapWithExpiry, unbounded: true, pairOnly: true },
  { id: 'warmscope', group: 'warmscope', adapter: decoratedMethod },
  { id: 'lru-cache', group: 'lru-cache', adapter: (work) => lruCache(work, {}) },
  { id: 'lru-cache ttl', group: 'lru-cache', adapter: (work) => lruCache(work, { ttl: work.ttl }) },
  { id: 'lru-cache ttl, resolution 0', group: 'lru-cache', adapter: (work) => lruCache(work, { ttl: work.ttl, ttlResolution: 0 }) },
  { id: 'quick-lru maxAge', group: 'peer', adapter: quickLru },
  { id: 'tiny-lru ttl', group: 'peer', adapter: tinyLru },
  { id: 'memoize + quick-lru', group: 'peer', adapter: memoizeWithQuickLru },
  { id: 'typescript-memoize', group: 'peer', adapter: typescriptMemoize, unbounded: true },
  { id: 'memoizee primitive', group: 'peer', adapter: memoizee },
  { id: 'micro-memoize', group: 'peer', adapter: microMemoize, linear: true },
  { id: 'moize', group: 'peer', adapter: moize, linear: true },
  { id: '@cacheable/memory wrap', group: 'peer', adapter: cacheableMemory },
];

/**
 * @param {Work<Record>} work
 * @param {{ ttl?: number, ttlResolution?: number }} options
 * @returns {Promise<Call>}
 */
async function lruCache({ keyOf, load, max }, options) {
  const { LRUCache } = await import('lru-cache');
  /** @type {import('lru-cache').LRUCache<string, Record>} */
  const cache = new LRUCache(/** @type {import('lru-cache').LRUCache.Options<string, Record, unknown>} */ ({ max, ...options }));
  return (user, param) => {
    const key = keyOf(user, param);
    const found = cache.get(key);
    if (found !== undefined) return found;
    const value = load(user, param);
    cache.set(key, value);
    return value;
  };
}

/** @type {SyncAdapter} */
async function quickLru({ keyOf, load, max, ttl }) {
  const { default: QuickLRU } = await import('quick-lru');
  /** @type {import('quick-lru').default<string, Record>} */
  const cache = new QuickLRU({ maxSize: max, maxAge: ttl });
  return (user, param) => {
    const key = keyOf(user, param);
    const found = cache.get(key);
    if (found !== undefined) return found;
    const value = load(user, param);
    cache.set(key, value);
    return value;
  };
}

/** @type {SyncAdapter} */
async function tinyLru({ keyOf, load, max, ttl }) {
  const { lru } = await import('tiny-lru');
  /** @type {import('tiny-lru').LRU<Record>} */
  const cache = lru(max, ttl);
  return (user, param) => {
    const key = keyOf(user, param);
    const found = cache.get(key);
    if (found !== undefined) return found;
    const value = load(user, param);
    cache.set(key, value);
    return value;
  };
}

/** @type {SyncAdapter} */
async function memoizeWithQuickLru({ arity, keyOf, load, max, ttl }) {
  const { default: memoize } = await import('memoize');
  const { default: QuickLRU } = await import('quick-lru');
  const cache = new QuickLRU({ maxSize: max });
  const options = { maxAge: ttl, cache: /** @type {never} */ (cache) };
  return memoize(load, arity === 'one' ? options : { ...options, cacheKey: ([user, param]) => keyOf(user, param) });
}

/** @type {SyncAdapter} */
async function typescriptMemoize({ arity, keyOf, load, ttl }) {
  const { MemoizeExpiring } = (await import('typescript-memoize')).default;
  class Reports {
    /** @type {Call} */
    report(user, param) {
      return load(user, param);
    }
  }
  decorate(Reports.prototype, 'report', MemoizeExpiring(ttl, arity === 'one' ? undefined : keyOf));
  const reports = new Reports();
  return arity === 'one' ? (user) => reports.report(user) : (user, param) => reports.report(user, param);
}

/** @type {SyncAdapter} */
async function memoizee({ arity, load, max, ttl }) {
  const { default: memoize } = await import('memoizee');
  return memoize(load, { primitive: true, length: arity === 'one' ? 1 : 2, max, maxAge: ttl });
}

/** @type {SyncAdapter} */
async function microMemoize({ load, max, ttl }) {
  const { memoize } = await import('micro-memoize');
  return memoize(load, { maxSize: max, expires: ttl });
}

/** @type {SyncAdapter} */
async function moize({ load, max, ttl }) {
  const memoize = /** @type {typeof import('moize').default} */ (/** @type {unknown} */ ((await import('moize')).default));
  return memoize(load, { maxSize: max, maxAge: ttl });
}

/** @type {SyncAdapter} */
async function cacheableMemory({ keyOf, load, max, ttl }) {
  const { CacheableMemory } = await import('@cacheable/memory');
  const cache = new CacheableMemory({ ttl, lruSize: max, useClone: false });
  return cache.wrap(load, { ttl, createKey: (_function, [user, param]) => keyOf(user, param) });
}
