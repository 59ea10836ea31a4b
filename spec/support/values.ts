import type { Entries } from '../../src/store/entries.js';

/** The values of a method, expired ones included, from the least recently used of each owner on. */
export function valuesOf(entries: Entries): unknown[] {
  return Array.from(entries.kept(), ([, entry]) => entry.settled);
}
