// How an entry's value is given to its callers: numbers, as every entry has one. Constants of a module are
// free in a bundle: `import * as KINDS` reads as before.

/** Nothing is kept. */
export const empty = 0;
/** A value given as it is. */
export const plain = 1;
/** A value given as the method's way of handing values out has it. */
export const handedOut = 2;
/** In a promise. */
export const promised = 3;
/** Thrown. */
export const thrown = 4;
/** In a promise that rejects. */
export const rejected = 5;

/** One of the above. */
export type Kind =
  | typeof empty
  | typeof plain
  | typeof handedOut
  | typeof promised
  | typeof thrown
  | typeof rejected;
