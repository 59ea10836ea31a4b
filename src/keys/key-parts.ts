import { type KeyPart, MARKS, type ResolvedKey } from './key.js';

/** What follows the first part of a key: one more part, a list of several, or one of the {@link MARKS}. */
export type Rest = KeyPart | readonly KeyPart[];

/** What a key tree holds: the place of one key. */
export class Keyed {
  constructor(
    readonly part: KeyPart,
    readonly rest: Rest,
  ) {}

  /** False, which tells a place from a level of a key tree without a walk along its prototypes. */
  get isLevel(): false {
    return false;
  }
}

/** The place of a key of several parts, with the next one whose key begins alike. */
export type Chained<E extends Keyed> = E & { chain?: Chained<E> | undefined };

/** A part as it stands behind a key's first: NaN by its mark, as chains compare with `===`. */
export function standIn(part: KeyPart): KeyPart {
  return Number.isNaN(part) ? MARKS.nan : part;
}

/** What follows the first part of a list; a copy, as the owner of the list may change it. */
export function restOf(list: readonly KeyPart[]): Rest {
  if (list.length > 2) return Array.from(list.slice(1), standIn);
  if (list.length === 2) return standIn(list[1]);
  return list.length === 1 ? MARKS.end : MARKS.empty;
}

/** True where an entry's rest is that of a list. */
export function isRest(rest: Rest, list: readonly KeyPart[]): boolean {
  if (!isList(rest)) return list.length <= 2 && rest === restOf(list);
  return rest.length + 1 === list.length && rest.every((part, index) => part === standIn(list[index + 1]));
}

/** One part of an entry's list, or the mark of its end. */
export function partAt({ part, rest }: Keyed, index: number): KeyPart {
  if (index === 0) return part;
  if (isList(rest)) return index > rest.length ? MARKS.end : rest[index - 1];
  return index === 1 ? rest : MARKS.end;
}

/** The key of an entry, from the entry's own copy: the owner of the list may have changed it. */
export function keyOf({ part, rest }: Keyed): ResolvedKey {
  if (rest === MARKS.alone) return part;
  if (rest === MARKS.empty) return [];
  return rest === MARKS.end ? [part] : [part].concat(rest);
}

function isList(rest: Rest): rest is readonly KeyPart[] {
  return Array.isArray(rest);
}
