import type { Served } from '../../answers.js';
import { read, refreshing } from './stale.js';

/** Waits for its refresh before it answers. No warmscope. */
export async function handler(_event: unknown, _context: unknown): Promise<Served> {
  const served = await read();
  await refreshing;
  return served;
}
