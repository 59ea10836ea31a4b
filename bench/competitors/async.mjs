/** Async caches. One line in `competitors` adds one; its adapter makes a cached function of `work.load`. */
/** @import { AsyncAdapter, AsyncCall, Competitor, Record, Work } from '../types.d.ts' */
import { lruPromiseMapWithExpiry, promiseMapWithExpiry } from './hand-written.mjs';
import { decorate, decoratedAsyncMethod } from './warmscope.mjs';

/** @type {Competitor<AsyncAdapter>[]} */
export const competitors = [
  { id: 'hand-written Map, expiry', group: 'hand', adapter: promiseMapWithExpiry, unbounded: true },
  { id: 'hand-written LRU Map, expiry', group: 'hand', adapter: lruPromiseMapWithExpiry },
  { id: 'warmscope', group: 'warmscope', adapter: decoratedAsyncMethod },
  { id: 'lru-cache get of promises', group: 'lru-cache', adapter: lruCacheOfPromises },
  { id: 'lru-cache fetch', group: 'lru-cache', adapter: lruCacheFetch },
  { id: 'quick-lru of promises', group: 'peer', adapter: quickLruOfPromises },
  { id: 'tiny-lru of promises', group: 'peer', adapter: tinyLruOfPromises },
  { id: 'p-memoize + quick-lru', group: 'peer', adapter: pMemoize },
  { id: 'memoize + quick-lru', group: 'peer', adapter: memoizeWithQuickLru },
  { id: 'typescript-memoize', group: 'peer', adapter: typescriptMemoize, unbounded: true },
  { id: 'memoizee promise', group: 'peer', adapter: memoizee },
  { id: 'micro-memoize async', group: 'peer', adapter: microMemoize, linear: true },
  { id: 'moize.promise', group: 'peer', adapter: moize, linear: true },
  { id: 'async-cache-dedupe', group: 'peer', adapter: asyncCacheDedupe },
  { id: 'cache-manager wrap', group: 'peer', adapter: cacheManager },
  { id: 'bentocache getOrSet', group: 'peer', adapter: bentocache },
  { id: 'cacheable getOrSet', group: 'peer', adapter: cacheable },
  { id: '@type-cacheable/core', group: 'peer', adapter: typeCacheable },
];

/**
 * @param {Work<Promise<Record>>} work
 * @param {{ get(key: string): Promise<Record> | undefined, set(key: string, value: Promise<Record>): unknown }} cache
 * @returns {AsyncCall}
 */
function ofPromises({ keyOf, load }, cache) {
  return (user, param) => {
    const key = keyOf(user, param);
    const found = cache.get(key);
    if (found !== undefined) return found;
    const promise = load(user, param);
    cache.set(key, promise);
    return promise;
  };
}

/** @type {AsyncAdapter} */
async function lruCacheOfPromises(work) {
  const { LRUCache } = await import('lru-cache');
  return ofPromises(work, new LRUCache({ max: work.max, ttl: work.ttl }));
}

/** @type {AsyncAdapter} */
async function lruCacheFetch({ keyOf, load, max, ttl }) {
  const { LRUCache } = await import('lru-cache');
  /** @type {import('lru-cache').LRUCache<string, Record, [string, string | undefined]>} */
  const cache = new LRUCache({ max, ttl, fetchMethod: (_key, _stale, { context }) => load(...context) });
  return (user, param) => /** @type {Promise<Record>} */ (cache.fetch(keyOf(user, param), { context: [user, param] }));
}

/** @type {AsyncAdapter} */
async function quickLruOfPromises(work) {
  const { default: QuickLRU } = await import('quick-lru');
  return ofPromises(work, new QuickLRU({ maxSize: work.max, maxAge: work.ttl }));
}

/** @type {AsyncAdapter} */
async function tinyLruOfPromises(work) {
  const { lru } = await import('tiny-lru');
  return ofPromises(work, /** @type {import('tiny-lru').LRU<Promise<Record>>} */ (lru(work.max, work.ttl)));
}

/** @type {AsyncAdapter} */
async function pMemoize({ keyOf, load, max, ttl }) {
  const { default: memoize } = await import('p-memoize');
  const { default: QuickLRU } = await import('quick-lru');
  const cache = new QuickLRU({ maxSize: max, maxAge: ttl });
  return memoize(load, { cache: /** @type {never} */ (cache), cacheKey: ([user, param]) => keyOf(user, param) });
}

/** @type {AsyncAdapter} */
async function memoizeWithQuickLru({ keyOf, load, max, ttl }) {
  const { default: memoize } = await import('memoize');
  const { default: QuickLRU } = await import('quick-lru');
  const cache = new QuickLRU({ maxSize: max });
  return memoize(load, { maxAge: ttl, cache: /** @type {never} */ (cache), cacheKey: ([user, param]) => keyOf(user, param) });
}

/** @type {AsyncAdapter} */
async function typescriptMemoize({ keyOf, load, ttl }) {
  const { MemoizeExpiring } = (await import('typescript-memoize')).default;
  class Reports {
    /** @type {AsyncCall} */
    report(user, param) {
      return load(user, param);
    }
  }
  decorate(Reports.prototype, 'report', MemoizeExpiring(ttl, keyOf));
  const reports = new Reports();
  return (user, param) => reports.report(user, param);
}

/** @type {AsyncAdapter} */
async function memoizee({ load, max, ttl }) {
  const { default: memoize } = await import('memoizee');
  return memoize(load, { promise: true, primitive: true, length: 2, max, maxAge: ttl });
}

/** @type {AsyncAdapter} */
async function microMemoize({ load, max, ttl }) {
  const { memoize } = await import('micro-memoize');
  return memoize(load, { async: true, maxSize: max, expires: ttl });
}

/** @type {AsyncAdapter} */
async function moize({ load, max, ttl }) {
  const memoize = /** @type {typeof import('moize').default} */ (/** @type {unknown} */ ((await import('moize')).default));
  return memoize(load, { isPromise: true, maxSize: max, maxAge: ttl });
}

/** @type {AsyncAdapter} */
async function asyncCacheDedupe({ keyOf, load, max, ttl }) {
  const { createCache } = await import('async-cache-dedupe');
  const cache = createCache({ ttl: ttl / 1_000, storage: { type: 'memory', options: { size: max } } }).define(
    'report',
    { serialize: (/** @type {[string, string | undefined]} */ [user, param]) => keyOf(user, param) },
    (/** @type {[string, string | undefined]} */ [user, param]) => load(user, param),
  );
  return (user, param) => cache.report([user, param]);
}

/** @type {AsyncAdapter} */
async function cacheManager({ keyOf, load, max, ttl }) {
  const { createCache } = await import('cache-manager');
  const { Keyv } = await import('keyv');
  const { KeyvCacheableMemory } = await import('cacheable');
  const cache = createCache({ stores: [new Keyv({ store: new KeyvCacheableMemory({ ttl, lruSize: max, useClone: false }) })] });
  return (user, param) => cache.wrap(keyOf(user, param), () => load(user, param), ttl);
}

/** @type {AsyncAdapter} */
async function bentocache({ keyOf, load, max, ttl }) {
  const { BentoCache, bentostore } = await import('bentocache');
  const { memoryDriver } = await import('bentocache/drivers/memory');
  const store = bentostore().useL1Layer(memoryDriver({ maxItems: max, serialize: false }));
  const cache = new BentoCache({ default: 'reports', stores: { reports: store } });
  return (user, param) => cache.getOrSet({ key: keyOf(user, param), ttl, factory: () => load(user, param) });
}

/** @type {AsyncAdapter} */
async function cacheable({ keyOf, load, max, ttl }) {
  const { Cacheable, KeyvCacheableMemory } = await import('cacheable');
  const { Keyv } = await import('keyv');
  const cache = new Cacheable({ ttl, primary: new Keyv({ store: new KeyvCacheableMemory({ ttl, lruSize: max, useClone: false }) }) });
  return (user, param) => /** @type {Promise<Record>} */ (cache.getOrSet(keyOf(user, param), () => load(user, param), { ttl }));
}

/** @type {AsyncAdapter} */
async function typeCacheable({ keyOf, load, max, ttl }) {
  const { Cacheable } = (await import('@type-cacheable/core')).default;
  const { LRUCacheAdapter } = (await import('@type-cacheable/lru-cache-adapter')).default;
  const { LRUCache } = await import('lru-cache');
  const client = new LRUCacheAdapter(/** @type {never} */ (new LRUCache({ max, ttl })));
  class Reports {
    /** @type {AsyncCall} */
    async report(user, param) {
      return load(user, param);
    }
  }
  const cacheKey = (/** @type {[string, string]} */ [user, param]) => keyOf(user, param);
  decorate(Reports.prototype, 'report', Cacheable({ client, cacheKey: /** @type {never} */ (cacheKey), ttlSeconds: ttl / 1_000 }));
  const reports = new Reports();
  return (user, param) => reports.report(user, param);
}
