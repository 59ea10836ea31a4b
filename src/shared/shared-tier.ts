import type { SharedTier } from '../registry/registry-types.js';
import { checkStore, type SharedTierOptions, termsOf } from './options.js';
import type { SharedStore } from './store.js';
import { ContainerTier } from './tier.js';

/**
 * A tier behind the caches of a container, for `registry.configure({ shared })`: methods with the option
 * `shared` look in the store before they load, and write to it what they have loaded. Throws
 * InvalidOptionError.
 * @example
 * const secret = process.env.CACHE_SECRET;
 * registry.configure({ shared: sharedTier(redisStore(client), { prefix: 'shop', secret }) });
 */
export function sharedTier(store: SharedStore, options: SharedTierOptions): SharedTier {
  checkStore(store);
  const terms = termsOf(options);
  return { attach: (container) => new ContainerTier(container, store, terms) };
}
