import { cached, cacheOf, createHandler, registry } from 'warmscope';
import { pageOf } from './page.js';

if (process.env.HEAP_GUARD === 'none') registry.configure({ heapGuard: false });

/** A method bounded by a number of entries that the heap has no room for. */
const page = cached(pageOf, { max: 100_000, name: 'page' });

export const handler = createHandler(({ id, tells }: { id: number; tells: boolean }) => {
  page(id);
  page(Math.max(0, id - 1));
  if (!tells) return {};
  const { hits, evictions, size } = cacheOf(page).stats();
  return { hits, evictions, size };
});
