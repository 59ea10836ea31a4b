/** Async caches whose entries have tags. */
/** @import { Competitor, Record, TagsAdapter } from '../types.d.ts' */
import { warmscope } from './warmscope.mjs';

/** @type {Competitor<TagsAdapter>[]} */
export const competitors = [
  { id: 'warmscope', group: 'warmscope', adapter: tagged },
  { id: 'bentocache deleteByTag', group: 'peer', adapter: bentocache },
  { id: 'cacheable invalidateTag', group: 'peer', adapter: cacheable },
];

/** @type {TagsAdapter} */
async function tagged({ load, tagsOf, max }) {
  const { cached, registry } = await warmscope();
  return {
    call: cached(load, { max, tags: (/** @type {Record} */ _value, /** @type {number} */ id) => tagsOf(id) }),
    invalidate: (tag) => registry.invalidateTags(tag),
  };
}

/** @type {TagsAdapter} */
async function bentocache({ load, tagsOf, max }) {
  const { BentoCache, bentostore } = await import('bentocache');
  const { memoryDriver } = await import('bentocache/drivers/memory');
  const cache = new BentoCache({
    default: 'memory',
    stores: { memory: bentostore().useL1Layer(memoryDriver({ maxItems: 2 * max, serialize: false })) },
  });
  return {
    call: (id) => cache.getOrSet({ key: String(id), ttl: '6h', tags: tagsOf(id), factory: () => load(id) }),
    invalidate: (tag) => cache.deleteByTag({ tags: [tag] }),
  };
}

/** @type {TagsAdapter} */
async function cacheable({ load, tagsOf, max }) {
  const { Cacheable, CacheableMemory } = await import('cacheable');
  const { Keyv } = await import('keyv');
  const primary = new Keyv({ store: new CacheableMemory({ lruSize: 4 * max }) });
  const cache = new Cacheable({ primary, tags: true, ttl: '6h' });
  return {
    call: async (id) => {
      const found = /** @type {Record | undefined} */ (await cache.get(String(id)));
      if (found !== undefined) return found;
      const value = await load(id);
      await cache.set(String(id), value, { tags: tagsOf(id) });
      return value;
    },
    invalidate: (tag) => cache.tags.invalidateTag(tag),
  };
}
