/** @import { Arity } from '../types.d.ts' */
import { randomFrom, uniform, zipf } from './random.mjs';

/**
 * Arguments as an event brings them: JSON text, parsed anew for every round, so that no string has its hash yet. All strings
 * are longer than the 10 characters up to which V8 makes JSON.parse share equal ones.
 */

/** Distinct second parts of a two-part key. */
export const PARAMS = 4;

/** @param {number} number */
export const userText = (number) => `user-${String(number).padStart(8, '0')}`;

/** @param {number} number */
export const paramText = (number) => `report-2026-${String(number + 1).padStart(2, '0')}`;

/**
 * The number of a key, read back from its arguments, so that each result can be checked.
 * @param {string} user
 * @param {string} [param]
 */
export function idOf(user, param) {
  const number = Number(user.slice(5));
  return param === undefined ? number : number * PARAMS + Number(param.slice(12)) - 1;
}

/**
 * @param {Arity} arity
 * @param {number} id
 */
export function textOf(arity, id) {
  if (arity === 'one') return `"${userText(id)}"`;
  return `"${userText(Math.floor(id / PARAMS))}","${paramText(id % PARAMS)}"`;
}

/**
 * Fresh argument strings of these keys, one after the other.
 * @param {Arity} arity
 * @param {ArrayLike<number>} ids
 * @returns {string[]}
 */
export function freshArguments(arity, ids) {
  return JSON.parse(`[${Array.from(ids, (id) => textOf(arity, id)).join(',')}]`);
}

/**
 * Draws key numbers by `uniform` or `zipf`.
 * @param {number} size
 */
export function drawing(size) {
  const makers = { uniform, zipf };
  /** @type {Partial<globalThis.Record<keyof typeof makers, ReturnType<typeof uniform>>>} */
  const laws = {};
  return (/** @type {keyof typeof makers} */ law, /** @type {number} */ seed, /** @type {number} */ count) => {
    const random = randomFrom(seed);
    laws[law] ??= makers[law](size);
    const draw = laws[law];
    return Int32Array.from({ length: count }, () => draw(random));
  };
}
