import { shared } from '../util/container-globals.js';

/** A part of a key that a Map tells apart by itself: compared by value, symbols by identity. */
export type KeyPart = string | number | bigint | boolean | null | undefined | symbol;

/**
 * What a key builder may return. Keys never collide: `1` is not `'1'`, `['a', 'b']` is not `['ab']`.
 * @example
 * const keys: Key[] = ['u1', 42, ['u1', 42], ['u1', new Date(0), ['nested', null]]];
 */
export type Key = KeyPart | Date | readonly Key[];

/** A key as the key tree takes it: one part, or a flat list of parts. */
export type ResolvedKey = KeyPart | readonly KeyPart[];

/**
 * Stand in keys where no part of a user's can. All copies of the package have the same, as they share caches.
 */
export const MARKS = /* @__PURE__ */ shared('marks', () => ({
  /** What follows a single part that is no list. */
  alone: Symbol('alone'),
  /** What follows is the text of a key too deep to be compared part by part. */
  text: Symbol('text'),
  /** Stands for a list without parts. */
  empty: Symbol('empty'),
  /** The list ends here. */
  end: Symbol('end'),
  /** NaN, which equals itself only in a Map. */
  nan: Symbol('NaN'),
  /** The parts of a list follow, in a key that has something before them. */
  list: Symbol('list'),
}));

/** True for what a Map can compare directly. */
export function isKeyPart(value: unknown): value is KeyPart {
  return typeof value === 'object' ? value === null : typeof value !== 'function';
}

/** True for a list of parts, which the key tree walks without building a text. */
export function isFlatKey(parts: readonly unknown[]): parts is readonly KeyPart[] {
  for (const part of parts) if (!isKeyPart(part)) return false;
  return true;
}
