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

/** True for what a Map can compare directly. */
export function isKeyPart(value: unknown): value is KeyPart {
  return typeof value === 'object' ? value === null : typeof value !== 'function';
}

/** True for a non-empty list of parts, which the key tree walks without building a text. */
export function isFlatKey(parts: readonly unknown[]): parts is readonly KeyPart[] {
  if (parts.length === 0) return false;
  for (const part of parts) if (!isKeyPart(part)) return false;
  return true;
}
