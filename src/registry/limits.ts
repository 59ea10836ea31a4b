import { Budget } from '../store/budget.js';
import { type Bytes, parseBytes, parseShare } from '../util/bytes.js';
import { memoryOf, surroundings } from '../util/memory.js';
import type { Container } from './container.js';

/** A share of the memory, such as `'25%'`. */
export type MemoryShare = `${number}%`;

/** Bounds the checked number of bytes that all caches take together; undefined for no longer. */
export function limitBytes({ caches }: Container, most: Bytes | MemoryShare | undefined): void {
  const share = parseShare(most);
  const bytes = share === undefined ? parseBytes(most) : Math.floor(share * memoryOf(surroundings()));
  caches.limit(bytes === undefined ? undefined : new Budget(bytes));
}
