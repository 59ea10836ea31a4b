import { types } from 'node:util';

/** Why a value has no structural key: where it sits, and what it is. */
export class Unkeyable extends Error {
  constructor(
    readonly path: readonly (string | number)[],
    readonly found: string,
  ) {
    super(found);
  }
}

/** How much {@link encode} accepts: only what a `Key` may be, or every plain structure. */
export type Coverage = 'keys' | 'structures';

const symbolIds = new WeakMap<symbol, number>();
let lastSymbolId = 0;

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
      throw new Unkeyable([...path], 'a function');
    default:
      return value === null ? 'N' : encodeObject(value as object, coverage, path, open);
  }
}

function encodeSymbol(symbol: symbol): string {
  const registered = Symbol.keyFor(symbol);
  if (registered !== undefined) return `Y${JSON.stringify(registered)}`;
  let id = symbolIds.get(symbol);
  if (id === undefined) {
    id = ++lastSymbolId;
    symbolIds.set(symbol, id);
  }
  return `y${id}`;
}

function encodeObject(value: object, coverage: Coverage, path: (string | number)[], open: object[]): string {
  if (open.includes(value)) throw new Unkeyable([...path], 'a cyclic value');
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
  if (types.isDate(value) && (coverage === 'keys' || isBuiltIn(value))) return `D${value.getTime()}`;
  if (Array.isArray(value) && isBuiltIn(value)) return encodeArray(value, inner);
  if (coverage === 'keys') throw new Unkeyable([...path], describeObject(value));
  if (types.isTypedArray(value)) return encodeTypedArray(value);
  if (types.isMap(value) && isBuiltIn(value)) return encodeMap(value, inner);
  if (types.isSet(value) && isBuiltIn(value)) return encodeSet(value, inner);
  if (isPlainObject(value)) return `{${encodeProperties(value, Reflect.ownKeys(value), inner)}}`;
  throw new Unkeyable([...path], describeObject(value));
}

type Inner = (part: unknown, step: string | number) => string;

function encodeArray(array: readonly unknown[], inner: Inner): string {
  let text = '';
  for (let index = 0; index < array.length; index++) text += `${index === 0 ? '' : ','}${inner(array[index], index)}`;
  const named = Reflect.ownKeys(array).filter((key) => typeof key === 'symbol' || !/^(\d+|length)$/.test(key));
  return named.length === 0 ? `[${text}]` : `[${text};${encodeProperties(array, named, inner)}]`;
}

function encodeMap(map: ReadonlyMap<unknown, unknown>, inner: Inner): string {
  const entries = [...map].map(([key, item]) => `${inner(key, 'key')}:${inner(item, 'value')}`);
  return `M{${entries.sort().join(',')}}`;
}

function encodeSet(set: ReadonlySet<unknown>, inner: Inner): string {
  return `S{${[...set]
    .map((item) => inner(item, 'item'))
    .sort()
    .join(',')}}`;
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
  return properties.sort().join(',');
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
