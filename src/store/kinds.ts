// How an entry's value is given to its callers: numbers, as every entry has one. Constants of a module are
// free in a bundle: `import * as KINDS` reads as before.

/** The kind of an entry in which nothing is kept. */
export const empty = 0;
/** The kind of a value that is given as it is. */
export const plain = 1;
/** The kind of a value that is given as the method's way of handing values out has it. */
export const handedOut = 2;
/** The kind of a value that is given in a promise. */
export const promised = 3;
/** The kind of an error that is thrown. */
export const thrown = 4;
/** The kind of an error that is given in a promise, which rejects. */
export const rejected = 5;

/** How the value of one entry is given to its callers. */
export type Kind =
  | typeof empty
  | typeof plain
  | typeof handedOut
  | typeof promised
  | typeof thrown
  | typeof rejected;
