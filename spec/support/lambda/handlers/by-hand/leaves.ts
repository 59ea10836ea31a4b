import type { Served } from '../../answers.js';
import { read } from './stale.js';

/** Leaves its refresh to whatever becomes of it. No warmscope. */
export async function handler(_event: unknown, _context: unknown): Promise<Served> {
  return read();
}
