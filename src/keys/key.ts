/** A part of a key that a Map tells apart by itself: compared by value, symbols by identity. */
export type KeyPart = string | number | bigint | boolean | null | undefined | symbol;

/**
 * What a key builder may return. Keys never collide: `1` is not `'1'`, `['a', 'b']` is not `['ab']`.
 * @example
 * const keys: Key[] = ['u1', 42, ['u1', 42], ['u1', new Date(0), ['nested', null]]];
 */
export type Key = KeyPart | Date | readonly Key[];

/** A key too deep to walk part by part, as one unambiguous text. */
export class StructuredKey {
  constructor(readonly text: string) {}
}

/** A key as the key tree takes it: one part, a flat list of parts, or a text. */
export type ResolvedKey = KeyPart | readonly KeyPart[] | StructuredKey;

/** What follows the first part of a key: one more part, a list of several, or one of the {@link MARKS}. */
export type Rest = KeyPart | readonly KeyPart[];

/**
 * Stand where no part of a user's can: what kind of key an entry has, and NaN, which equals itself only in a
 * Map.
 */
export const MARKS = {
  /** A part that is the whole key, no list. */
  alone: Symbol('alone'),
  /** The text of a structured key. */
  text: Symbol('text'),
  /** A list without parts. */
  empty: Symbol('empty'),
  /** A list of one part ends here. */
  end: Symbol('end'),
  nan: Symbol('NaN'),
  /** The parts of a list follow, in a key that has something before them. */
  list: Symbol('list'),
} as const;

/** True for what a Map can compare directly. */
export function isKeyPart(value: unknown): value is KeyPart {
  return typeof value === 'object' ? value === null : typeof value !== 'function';
}

/** True for a list of parts, which the key tree walks without building a text. */
export function isFlatKey(parts: readonly unknown[]): parts is readonly KeyPart[] {
  for (const part of parts) if (!isKeyPart(part)) return false;
  return true;
}

/** Tells lists from texts without instanceof, as another copy of the package may have made them. */
export function isList(key: readonly KeyPart[] | StructuredKey): key is readonly KeyPart[] {
  return Array.isArray(key);
}

/** True for what is found as it is: a text has to be looked up, and NaN in a list by its mark. */
export function isExact(key: ResolvedKey): boolean {
  if (isKeyPart(key)) return true;
  if (!isList(key)) return false;
  for (const part of key) if (Number.isNaN(part)) return false;
  return true;
}
