import { shared } from '../util/container-globals.js';
import { contentsOf } from '../util/contents.js';
import { isObject } from '../util/guards.js';
import { nameOf } from '../util/naming.js';
import * as node from '../util/node-modules.js';
import { bytesText, hashOf, isBuiltIn, isPlainTypedArray, namesBeside } from './encode-bytes.js';

/** How much {@link encode} accepts: only what a `Key` may be, or every plain structure. */
export type Coverage = 'keys' | 'structures';

/** Why a value has no structural key: what was found in it. */
export class Unkeyable extends Error {
  constructor(readonly found: string) {
    super(found);
  }
}

/**
 * An unambiguous text of a value: equal texts mean structurally equal values, whether these share parts or
 * have equal ones. Takes time linear in the objects, however they are shared. `path` has the indexes on the
 * way to where it was when this throws.
 */
export function encode(value: unknown, coverage: Coverage, path: number[] = []): string {
  return new Encoder(coverage, path).write(value);
}

/**
 * A text longer than this is replaced by its digest wherever it stands, so that no text gets long and no part
 * is written out over and over.
 */
const LONGEST_TEXT = 500;

/** Is in every text of a symbol that other processes do not have, and in no other. */
export const LOCAL = '\0';

/** Stands for the text of an object that is still being written. */
const UNDER_WAY = '';

class Encoder {
  /** What stands for objects and strings with a long text, which are looked at once. */
  readonly #known = new Map<unknown, string>();

  constructor(
    private readonly coverage: Coverage,
    private readonly path: number[],
  ) {}

  write(value: unknown): string {
    const isLong = typeof value === 'string' && value.length > LONGEST_TEXT;
    if (!isLong && !isObject(value)) return leafText(value);
    const known = this.#known.get(value);
    if (known === UNDER_WAY) throw new Unkeyable('a cyclic value');
    if (known !== undefined) return known;
    this.#known.set(value, UNDER_WAY);
    const text = isLong ? leafText(value) : this.#contents(value as object);
    if (text.length <= LONGEST_TEXT) {
      this.#known.delete(value);
      return text;
    }
    // No text begins with `#`; the mark of a local symbol stays, wherever that is.
    const digest = `${text.includes(LOCAL) ? LOCAL : ''}#${hashOf(text)}`;
    this.#known.set(value, digest);
    return digest;
  }

  #contents(value: object): string {
    const types = node.types();
    const isDirect = isBuiltIn(value);
    const areKeys = this.coverage === 'keys';
    if (Array.isArray(value) && isDirect) return this.#array(value);
    if (types.isDate(value) && (isDirect || areKeys)) return `${this.#beside(value)}D${value.getTime()}`;
    if (areKeys) throw new Unkeyable(describeObject(value));
    if (types.isTypedArray(value) && isPlainTypedArray(value))
      return this.#beside(value, namesBeside(value)) + bytesText(value);
    const isMap = types.isMap(value);
    if (isDirect && (isMap || types.isSet(value))) {
      const written = ([key, item]: [unknown, unknown]): string =>
        `${isMap ? `${this.write(key)}:` : ''}${this.write(item)}`;
      const entries = [...contentsOf(value)].map(written);
      return `${this.#beside(value)}${isMap ? 'M' : 'S'}{${inAnyOrder(entries)}}`;
    }
    if (isPlainObject(value)) return `{${this.#properties(value, Reflect.ownKeys(value))}}`;
    throw new Unkeyable(describeObject(value));
  }

  /** The items of an array, or each with its index where some are missing: a hole is not undefined. */
  #array(array: readonly unknown[]): string {
    // The indexes come first, then `length`, then whatever else it carries.
    const keys = Reflect.ownKeys(array);
    const count = keys.indexOf('length');
    const isDense = count === array.length;
    const items = keys.slice(0, count).map((key) => {
      const index = Number(key);
      this.path.push(index);
      const text = this.write(array[index]);
      this.path.pop();
      return isDense ? text : `${index}:${text}`;
    });
    const length = isDense ? '' : `~${array.length};`;
    return `${this.#beside(array, keys.slice(count + 1))}[${length}${items.join()}]`;
  }

  /** What a built-in object carries beside its contents: no value's own text begins with `<`. */
  #beside(value: object, names: readonly PropertyKey[] = Reflect.ownKeys(value)): string {
    const properties = this.#properties(value, names);
    return properties === '' ? '' : `<${properties}>`;
  }

  #properties(object: object, names: readonly PropertyKey[]): string {
    const properties: string[] = [];
    for (const name of names) {
      if (!Object.prototype.propertyIsEnumerable.call(object, name)) continue;
      const item: unknown = Reflect.get(object, name);
      if (item !== undefined) properties.push(`${leafText(name)}:${this.write(item)}`);
    }
    return inAnyOrder(properties);
  }
}

function inAnyOrder(texts: string[]): string {
  return texts.sort().join();
}

/** Numbers for symbols, one list for all copies of the package, as they share caches. */
interface SymbolIds {
  readonly ids: WeakMap<symbol, number>;
  last: number;
}

const symbols = shared('symbol-ids', (): SymbolIds => ({ ids: new WeakMap(), last: 0 }));

/** An unambiguous text of a value that is no object: as JavaScript writes it, symbols by their number. */
export function leafText(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value);
  if (typeof value === 'bigint') return `${value}n`;
  if (typeof value === 'function') throw new Unkeyable('a function');
  if (typeof value !== 'symbol') return String(value);
  const registered = Symbol.keyFor(value);
  if (registered !== undefined) return `Y${JSON.stringify(registered)}`;
  let id = symbols.ids.get(value);
  if (id === undefined) {
    id = ++symbols.last;
    symbols.ids.set(value, id);
  }
  return LOCAL + id;
}

function isPlainObject(value: object): boolean {
  const prototype: object | null = Object.getPrototypeOf(value);
  if (prototype === null) return true;
  const isObjectPrototype =
    Object.getPrototypeOf(prototype) === null && Object.hasOwn(prototype, 'isPrototypeOf');
  return isObjectPrototype && !(Symbol.toStringTag in value) && !(Symbol.iterator in value);
}

function describeObject(value: object): string {
  const name = nameOf(value.constructor);
  return name === undefined ? 'an object without a class' : `an instance of ${name}`;
}
