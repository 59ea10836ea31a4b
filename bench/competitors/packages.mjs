/** Packages whose weight is compared. One line in `competitors` adds one; the adapter is what gets imported. */
/** @import { Competitor } from '../types.d.ts' */

/** @type {Competitor<string>[]} */
export const competitors = [
  { id: 'warmscope', group: 'warmscope', adapter: 'warmscope' },
  { id: 'lru-cache', group: 'lru-cache', adapter: 'lru-cache' },
  { id: 'quick-lru', group: 'peer', adapter: 'quick-lru' },
  { id: 'tiny-lru', group: 'peer', adapter: 'tiny-lru' },
  { id: 'memoize', group: 'peer', adapter: 'memoize' },
  { id: 'p-memoize', group: 'peer', adapter: 'p-memoize' },
  { id: 'typescript-memoize', group: 'peer', adapter: 'typescript-memoize' },
  { id: 'memoizee', group: 'peer', adapter: 'memoizee' },
  { id: 'micro-memoize', group: 'peer', adapter: 'micro-memoize' },
  { id: 'moize', group: 'peer', adapter: 'moize' },
  { id: '@cacheable/memory', group: 'peer', adapter: '@cacheable/memory' },
  { id: 'async-cache-dedupe', group: 'peer', adapter: 'async-cache-dedupe' },
  { id: 'cache-manager', group: 'peer', adapter: 'cache-manager' },
  { id: 'bentocache', group: 'peer', adapter: 'bentocache' },
  { id: 'cacheable', group: 'peer', adapter: 'cacheable' },
  { id: '@type-cacheable/core', group: 'peer', adapter: '@type-cacheable/core' },
];
