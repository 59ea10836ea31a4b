import { nodeModules } from '../util/node-modules.js';
import { bytesText, hashOf, isBuiltIn, isPlainTypedArray, namesBeside } from './encode-bytes.js';
import { leafText, symbolText, Unkeyable } from './encode-leaves.js';

/** How much {@link encode} accepts: only what a `Key` may be, or every plain structure. */
export type Coverage = 'keys' | 'structures';

/**
 * A text longer than this is replaced by its digest wherever it stands, so that no text gets long and no part
 * is written out over and over.
 */
const LONGEST_TEXT = 500;

/** How one value is walked through. */
interface Walk {
  readonly coverage: Coverage;
  /** The steps to where it is. */
  readonly path: (string | number)[];
  /** The objects around it. */
  readonly open: object[];
  /** What stands for objects and strings with a long text, which are looked at once. */
  readonly digests: Map<object | string, string>;
}

/**
 * An unambiguous text of a value: equal texts mean structurally equal values, whether these share parts or
 * have equal ones. Takes time linear in the objects, however they are shared. `path` tells where it was when
 * this throws.
 */
export function encode(value: unknown, coverage: Coverage, path: (string | number)[] = []): string {
  return encodePart(value, { coverage, path, open: [], digests: new Map() });
}

function encodePart(value: unknown, walk: Walk): string {
  if (typeof value === 'string' && value.length > LONGEST_TEXT)
    return walk.digests.get(value) ?? digest(value, JSON.stringify(value), walk);
  return leafText(value) ?? walk.digests.get(value as object) ?? encodeObject(value as object, walk);
}

function encodeObject(value: object, walk: Walk): string {
  const { open } = walk;
  if (open.includes(value)) throw new Unkeyable('a cyclic value');
  open.push(value);
  const text = encodeContents(value, walk);
  open.pop();
  return text.length > LONGEST_TEXT ? digest(value, text, walk) : text;
}

/** Stands for a long text: no text begins with `#`. */
function digest(value: object | string, text: string, { digests }: Walk): string {
  const short = `#${hashOf(text)}`;
  digests.set(value, short);
  return short;
}

function encodeContents(value: object, walk: Walk): string {
  const { coverage, path } = walk;
  const inner = (part: unknown, step: string | number): string => {
    path.push(step);
    const text = encodePart(part, walk);
    path.pop();
    return text;
  };
  const { types } = nodeModules.util;
  if (Array.isArray(value) && isBuiltIn(value)) return encodeArray(value, inner);
  if (types.isDate(value) && (coverage === 'keys' || isBuiltIn(value)))
    return `${encodeExtras(value, inner)}D${value.getTime()}`;
  if (coverage === 'keys') throw new Unkeyable(describeObject(value));
  if (types.isTypedArray(value) && isPlainTypedArray(value))
    return encodeNamed(value, namesBeside(value), inner) + bytesText(value);
  if (types.isMap(value) && isBuiltIn(value))
    return `${encodeExtras(value, inner)}M{${encodeMap(value, inner)}}`;
  if (types.isSet(value) && isBuiltIn(value))
    return `${encodeExtras(value, inner)}S{${encodeSet(value, inner)}}`;
  if (isPlainObject(value)) return `{${encodeProperties(value, Reflect.ownKeys(value), inner)}}`;
  throw new Unkeyable(describeObject(value));
}

type Inner = (part: unknown, step: string | number) => string;

/** The items of an array, or each with its index where some are missing: a hole is not undefined. */
function encodeArray(array: readonly unknown[], inner: Inner): string {
  // The indexes come first, then `length`, then whatever else it carries.
  const keys = Reflect.ownKeys(array);
  const count = keys.indexOf('length');
  const extras = encodeNamed(array, keys.slice(count + 1), inner);
  const texts: string[] = [];
  if (count === array.length) {
    for (let index = 0; index < count; index++) texts.push(inner(array[index], index));
    return `${extras}[${texts.join(',')}]`;
  }
  for (const index of keys.slice(0, count))
    texts.push(`${String(index)}:${inner(Reflect.get(array, index), Number(index))}`);
  return `${extras}[~${array.length};${texts.join(',')}]`;
}

function encodeMap(map: ReadonlyMap<unknown, unknown>, inner: Inner): string {
  return inAnyOrder([...map].map(([key, item]) => `${inner(key, 'key')}:${inner(item, 'value')}`));
}

function encodeSet(set: ReadonlySet<unknown>, inner: Inner): string {
  return inAnyOrder([...set].map((item) => inner(item, 'item')));
}

function inAnyOrder(texts: string[]): string {
  return texts.sort().join(',');
}

/**
 * Properties that a built-in object carries beside its contents, in front of them: no value's own text begins
 * with `<`.
 */
function encodeExtras(value: object, inner: Inner): string {
  return encodeNamed(value, Reflect.ownKeys(value), inner);
}

function encodeNamed(value: object, names: readonly PropertyKey[], inner: Inner): string {
  const extras = names.length === 0 ? '' : encodeProperties(value, names, inner);
  return extras === '' ? '' : `<${extras}>`;
}

function encodeProperties(object: object, keys: readonly PropertyKey[], inner: Inner): string {
  const properties: string[] = [];
  for (const key of keys) {
    if (!Object.prototype.propertyIsEnumerable.call(object, key)) continue;
    const item: unknown = Reflect.get(object, key);
    if (item === undefined) continue;
    const name = typeof key === 'symbol' ? symbolText(key) : JSON.stringify(String(key));
    properties.push(`${name}:${inner(item, String(key))}`);
  }
  return inAnyOrder(properties);
}

function isPlainObject(value: object): boolean {
  const prototype: object | null = Object.getPrototypeOf(value);
  if (prototype === null) return true;
  const isObjectPrototype =
    Object.getPrototypeOf(prototype) === null && Object.hasOwn(prototype, 'isPrototypeOf');
  return isObjectPrototype && !(Symbol.toStringTag in value) && !(Symbol.iterator in value);
}

function describeObject(value: object): string {
  const name: unknown = Reflect.get(Object(value.constructor), 'name');
  return typeof name === 'string' && name !== '' ? `an instance of ${name}` : 'an object without a class';
}
