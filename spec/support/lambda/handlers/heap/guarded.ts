import { cached, cacheOf, createHandler, registry } from 'warmscope';
import { pageOf } from './page.js';

if (process.env.HEAP_GUARD === 'none') registry.configure({ heapGuard: false });

/** Bounded by number, but by one that the heap has no room for. */
const page = cached(pageOf, { max: 100_000, name: 'page' });

export const handler = createHandler(({ id }: { id: number }) => {
  page(id);
  page(Math.max(0, id - 1));
  const { hits, evictions, size } = cacheOf(page).stats();
  return { hits, evictions, size };
});
