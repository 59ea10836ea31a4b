import { type KeyPart, MARKS, type ResolvedKey, type Rest, StructuredKey } from './key.js';
import type { Keyed } from './keyed.js';

/** A part as it stands behind a key's first: NaN by its mark, as chains compare with `===`. */
export function standIn(part: KeyPart): KeyPart {
  return Number.isNaN(part) ? MARKS.nan : part;
}

/** What follows the first part of a list; a copy, as the list is its owner's to change. */
export function restOf(list: readonly KeyPart[]): Rest {
  if (list.length === 2) return standIn(list[1]);
  if (list.length === 1) return MARKS.end;
  return list.length === 0 ? MARKS.empty : Array.from(list.slice(1), standIn);
}

/**
 * The key of an entry, from the entry's own copy of it: what a key builder returned is its owner's to change.
 */
export function keyOf(entry: Keyed): ResolvedKey {
  const { part, rest } = entry;
  if (rest === MARKS.alone) return part;
  if (rest === MARKS.text) return new StructuredKey(String(part));
  return Array.from({ length: lengthOf(rest) }, (_, index) => partAt(entry, index));
}

/** The number of parts of the list that an entry's rest belongs to. */
export function lengthOf(rest: Rest): number {
  if (typeof rest === 'object' && rest !== null) return rest.length + 1;
  if (rest === MARKS.end) return 1;
  return rest === MARKS.empty ? 0 : 2;
}

/** One part of an entry's list. */
export function partAt({ part, rest }: Keyed, index: number): KeyPart {
  if (index === 0) return part;
  return typeof rest === 'object' && rest !== null ? rest[index - 1] : (rest as KeyPart);
}

/** True where an entry's rest is that of a list. */
export function isRest(rest: Rest, list: readonly KeyPart[]): boolean {
  if (lengthOf(rest) !== list.length) return false;
  if (typeof rest !== 'object' || rest === null) return list.length < 2 || rest === standIn(list[1]);
  return rest.every((part, index) => part === standIn(list[index + 1]));
}
