import { nodeModules } from '../node-modules.js';

/** Why a value has no structural key: what was found in it. Where is in the path that the caller passed. */
export class Unkeyable extends Error {
  constructor(readonly found: string) {
    super(found);
  }
}

/** How much {@link encode} accepts: only what a `Key` may be, or every plain structure. */
export type Coverage = 'keys' | 'structures';

/** Numbers for symbols, one list for all copies of the package, as they share caches. */
interface SymbolIds {
  readonly ids: WeakMap<symbol, number>;
  last: number;
}

const SYMBOL_IDS = Symbol.for('warmscope.symbol-ids.v1');
const symbols: SymbolIds = Reflect.get(globalThis, SYMBOL_IDS) ?? { ids: new WeakMap(), last: 0 };
Object.defineProperty(globalThis, SYMBOL_IDS, { value: symbols, configurable: true });

/** An unambiguous text of a value: equal texts mean structurally equal values. */
export function encode(value: unknown, coverage: Coverage, path: (string | number)[] = [], open: object[] = []): string {
  switch (typeof value) {
    case 'string':
      return JSON.stringify(value);
    case 'number':
      return `n${value === 0 ? 0 : value}`;
    case 'bigint':
      return `i${value}`;
    case 'boolean':
      return value ? 't' : 'f';
    case 'undefined':
      return 'u';
    case 'symbol':
      return encodeSymbol(value);
    case 'function':
      throw new Unkeyable('a function');
    default:
      return value === null ? 'N' : encodeObject(value as object, coverage, path, open);
  }
}

function encodeSymbol(symbol: symbol): string {
  const registered = Symbol.keyFor(symbol);
  if (registered !== undefined) return `Y${JSON.stringify(registered)}`;
  let id = symbols.ids.get(symbol);
  if (id === undefined) {
    id = ++symbols.last;
    symbols.ids.set(symbol, id);
  }
  return `y${id}`;
}

function encodeObject(value: object, coverage: Coverage, path: (string | number)[], open: object[]): string {
  if (open.includes(value)) throw new Unkeyable('a cyclic value');
  open.push(value);
  const text = encodeContents(value, coverage, path, open);
  open.pop();
  return text;
}

function encodeContents(value: object, coverage: Coverage, path: (string | number)[], open: object[]): string {
  const inner = (part: unknown, step: string | number): string => {
    path.push(step);
    const text = encode(part, coverage, path, open);
    path.pop();
    return text;
  };
  const { types } = nodeModules.util;
  const prefixed = (text: string): string => encodeExtras(value, inner) + text;
  if (Array.isArray(value) && isBuiltIn(value)) return prefixed(`[${encodeItems(value, inner)}]`);
  if (types.isDate(value) && (coverage === 'keys' || isBuiltIn(value))) return prefixed(`D${value.getTime()}`);
  if (coverage === 'keys') throw new Unkeyable(describeObject(value));
  if (types.isTypedArray(value) && isPlainTypedArray(value)) return encodeTypedArray(value);
  if (types.isMap(value) && isBuiltIn(value)) return prefixed(`M{${encodeMap(value, inner)}}`);
  if (types.isSet(value) && isBuiltIn(value)) return prefixed(`S{${encodeSet(value, inner)}}`);
  if (isPlainObject(value)) return `{${encodeProperties(value, Reflect.ownKeys(value), inner)}}`;
  throw new Unkeyable(describeObject(value));
}

type Inner = (part: unknown, step: string | number) => string;

function encodeItems(array: readonly unknown[], inner: Inner): string {
  return Array.from(array, inner).join(',');
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

/** Properties that a built-in object carries beside its contents, in front of them: no value's own text begins with `<`. */
function encodeExtras(value: object, inner: Inner): string {
  const keys = Reflect.ownKeys(value);
  // An array's indexes come first, then `length`, then whatever else it carries.
  const named = Array.isArray(value) ? keys.slice(keys.indexOf('length') + 1) : keys;
  const extras = named.length === 0 ? '' : encodeProperties(value, named, inner);
  return extras === '' ? '' : `<${extras}>`;
}

function encodeProperties(object: object, keys: readonly PropertyKey[], inner: Inner): string {
  const properties: string[] = [];
  for (const key of keys) {
    if (!Object.prototype.propertyIsEnumerable.call(object, key)) continue;
    const item: unknown = Reflect.get(object, key);
    if (item === undefined) continue;
    const name = typeof key === 'symbol' ? encodeSymbol(key) : JSON.stringify(String(key));
    properties.push(`${name}:${inner(item, String(key))}`);
  }
  return inAnyOrder(properties);
}

function encodeTypedArray(array: NodeJS.TypedArray): string {
  const bytes = Buffer.from(array.buffer, array.byteOffset, array.byteLength).toString('base64');
  return `${array[Symbol.toStringTag]}(${bytes})`;
}

/** True for a direct instance of a built-in of any realm: its prototype's prototype is some Object.prototype. */
function isBuiltIn(value: object): boolean {
  const above = Object.getPrototypeOf(Object.getPrototypeOf(value) ?? {});
  return above !== null && Object.getPrototypeOf(above) === null;
}

/** True for a Buffer or a direct instance of a typed array of any realm. */
function isPlainTypedArray(value: NodeJS.TypedArray): boolean {
  return isBuiltIn(Object.getPrototypeOf(value)) || (Buffer.isBuffer(value) && Object.getPrototypeOf(value) === Buffer.prototype);
}

function isPlainObject(value: object): boolean {
  const prototype: object | null = Object.getPrototypeOf(value);
  if (prototype === null) return true;
  const isObjectPrototype = Object.getPrototypeOf(prototype) === null && Object.hasOwn(prototype, 'isPrototypeOf');
  return isObjectPrototype && !(Symbol.toStringTag in value) && !(Symbol.iterator in value);
}

function describeObject(value: object): string {
  const name: unknown = Reflect.get(Object(value.constructor), 'name');
  return typeof name === 'string' && name !== '' ? `an instance of ${name}` : 'an object without a class';
}
