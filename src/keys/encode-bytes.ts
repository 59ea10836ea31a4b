import * as node from '../util/node-modules.js';

/** Typed arrays with more bytes than this are told apart by a digest. */
const MOST_BYTES = 300;

/** A text of a typed array's kind and bytes. */
export function bytesText(array: NodeJS.TypedArray): string {
  const bytes = Buffer.from(array.buffer, array.byteOffset, array.byteLength);
  const text = bytes.length > MOST_BYTES ? `#${hashOf(bytes)}` : bytes.toString('base64');
  return `${array[Symbol.toStringTag]}(${text})`;
}

/** The most elements that are listed to see what else a typed array carries. */
const FEW_ELEMENTS = 64;

/**
 * The names of what a typed array carries beside its elements. To list a million elements, only to see that
 * there is nothing else, takes too long: so it is compared with a view of the same memory, made by its class.
 */
export function namesBeside(array: NodeJS.TypedArray): readonly PropertyKey[] {
  const isBare =
    array.length > FEW_ELEMENTS &&
    !Object.hasOwn(array, 'constructor') &&
    node.util().isDeepStrictEqual(array, Uint8Array.prototype.subarray.call(array));
  return isBare ? [] : Reflect.ownKeys(array).slice(array.length);
}

/** True for a Buffer or a direct instance of a typed array of any realm. */
export function isPlainTypedArray(value: NodeJS.TypedArray): boolean {
  const prototype = Object.getPrototypeOf(value);
  return prototype === Buffer.prototype || isBuiltIn(prototype);
}

/**
 * True for a direct instance of a built-in of any realm: its prototype's prototype is some Object.prototype.
 */
export function isBuiltIn(value: object): boolean {
  const above = Object.getPrototypeOf(Object.getPrototypeOf(value) ?? {});
  return above !== null && Object.getPrototypeOf(above) === null;
}

/** What stands for a text or bytes: SHA-256, so that nobody finds two with the same. */
export function hashOf(data: string | Uint8Array): string {
  return node.crypto().hash('sha256', data, 'base64');
}
