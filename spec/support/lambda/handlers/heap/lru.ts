import { LRUCache } from 'lru-cache';
import { pageOf } from './page.js';

const pages = new LRUCache<number, object>({ max: 100_000 });

export async function handler({ id }: { id: number }, _context: object): Promise<{ size: number }> {
  if (!pages.has(id)) pages.set(id, pageOf(id));
  return { size: pages.size };
}
