import { nodeModules } from '../util/node-modules.js';

/** Typed arrays with more bytes than this are told apart by a digest. */
const MOST_BYTES = 300;

/**
 * So many elements of a typed array are listed to see what else it carries; that of a longer one is found out
 * in another way.
 */
const FEW_ELEMENTS = 64;

/** A text of a typed array's kind and bytes. */
export function bytesText(array: NodeJS.TypedArray): string {
  const bytes = Buffer.from(array.buffer, array.byteOffset, array.byteLength);
  const text = bytes.length > MOST_BYTES ? `#${hashOf(bytes)}` : bytes.toString('base64');
  return `${array[Symbol.toStringTag]}(${text})`;
}

/** The names of what a typed array carries beside its elements. */
export function namesBeside(array: NodeJS.TypedArray): readonly PropertyKey[] {
  const isBare = array.length > FEW_ELEMENTS && nodeModules.util.isDeepStrictEqual(array, bareTwin(array));
  return isBare ? [] : Reflect.ownKeys(array).slice(array.length);
}

/**
 * A typed array over the same memory that carries nothing: to list a million elements, only to see that there
 * is nothing else, takes too long.
 */
function bareTwin(array: NodeJS.TypedArray): object {
  const Twin: new (memory: ArrayBufferLike, offset: number, length: number) => object = Reflect.get(
    globalThis,
    array[Symbol.toStringTag],
  );
  return Object.setPrototypeOf(
    new Twin(array.buffer, array.byteOffset, array.length),
    Object.getPrototypeOf(array),
  );
}

/** True for a Buffer or a direct instance of a typed array of any realm. */
export function isPlainTypedArray(value: NodeJS.TypedArray): boolean {
  return (
    isBuiltIn(Object.getPrototypeOf(value)) ||
    (Buffer.isBuffer(value) && Object.getPrototypeOf(value) === Buffer.prototype)
  );
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
  return nodeModules.crypto.hash('sha256', data, 'base64');
}
