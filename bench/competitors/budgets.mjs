/** Fifty methods that share one bound in bytes. */
/** @import { BudgetAdapter, Competitor, Record } from '../types.d.ts' */
import { warmscope } from './warmscope.mjs';

/** @type {Competitor<BudgetAdapter>[]} */
export const competitors = [
  { id: 'lru-cache maxSize, one for all', group: 'lru-cache', adapter: oneLruCache },
  { id: 'warmscope', group: 'warmscope', adapter: oneBudget },
];

/** @type {BudgetAdapter} */
async function oneBudget(loads, budget, bytesOf) {
  const { cached, registry } = await warmscope();
  registry.configure({ maxBytes: budget });
  return loads.map((load) => cached(load, { max: 1_000_000, weigh: (/** @type {Record} */ value) => bytesOf(value) }));
}

/** @type {BudgetAdapter} */
async function oneLruCache(loads, budget, bytesOf) {
  const { LRUCache } = await import('lru-cache');
  /** @type {import('lru-cache').LRUCache<string, Record>} */
  const cache = new LRUCache({ maxSize: budget, sizeCalculation: bytesOf });
  return loads.map((load, index) => (user) => {
    const key = `${index}:${user}`;
    const found = cache.get(key);
    if (found !== undefined) return found;
    const value = load(user);
    cache.set(key, value);
    return value;
  });
}
