import { types } from 'node:util';

/**
 * Where two values differ, by anything that a program could see but for three things: whether properties can be changed, whether more can be
 * added, and what else lies in the memory behind a view. Undefined where they are the same.
 */
export function difference(one: unknown, other: unknown): string | undefined {
  return new Comparison().of(one, other, 'value');
}

class Comparison {
  readonly #pairs = new Map<object, object>();
  readonly #others = new Set<object>();

  of(one: unknown, other: unknown, path: string): string | undefined {
    if (typeof one !== 'object' || one === null || typeof other !== 'object' || other === null)
      return Object.is(one, other) ? undefined : `${path}: a primitive`;
    const known = this.#pairs.get(one);
    if (known !== undefined) return known === other ? undefined : `${path}: an object that stood elsewhere too`;
    if (this.#others.has(other)) return `${path}: an object that has become two places' own`;
    this.#pairs.set(one, other);
    this.#others.add(other);
    if (Object.getPrototypeOf(one) !== Object.getPrototypeOf(other)) return `${path}: the prototype`;
    if (kindOf(one) !== kindOf(other)) return `${path}: the kind`;
    if (sharesMemory(one, this.#pairs.keys()) !== sharesMemory(other, this.#others)) return `${path}: what is shared in memory`;
    return this.#contents(one, other, path) ?? this.#properties(one, other, path);
  }

  #contents(one: object, other: object, path: string): string | undefined {
    const [mine, theirs] = [contentsOf(one), contentsOf(other)];
    if (mine.length !== theirs.length) return `${path}: the length of the contents`;
    return first(mine, (item, at) => this.of(item, theirs[at], `${path}<${at}>`));
  }

  #properties(one: object, other: object, path: string): string | undefined {
    const [mine, theirs] = [namesOf(one), namesOf(other)];
    if (mine.length !== theirs.length || mine.some((name, at) => theirs[at] !== name)) return `${path}: the names of properties`;
    return first(mine, (name) => {
      const [a, b] = [one, other].map((each) => Object.getOwnPropertyDescriptor(each, name) as PropertyDescriptor);
      if (a?.enumerable !== b?.enumerable) return `${path}.${String(name)}: whether it is enumerable`;
      const isStack = name === 'stack' && types.isNativeError(one);
      if (!isStack && (a?.get !== b?.get || a?.set !== b?.set)) return `${path}.${String(name)}: an accessor`;
      return this.of(isStack ? Reflect.get(one, name) : a?.value, isStack ? Reflect.get(other, name) : b?.value, `${path}.${String(name)}`);
    });
  }
}

function first<T>(items: readonly T[], find: (item: T, at: number) => string | undefined): string | undefined {
  for (const [at, item] of items.entries()) {
    const found = find(item, at);
    if (found !== undefined) return found;
  }
  return undefined;
}

const CHECKS = [
  'isMap',
  'isSet',
  'isDate',
  'isRegExp',
  'isNativeError',
  'isArrayBuffer',
  'isSharedArrayBuffer',
  'isBoxedPrimitive',
  'isDataView',
] as const;

function kindOf(value: object): string {
  const kinds = CHECKS.filter((check) => types[check](value));
  const resizable =
    types.isAnyArrayBuffer(value) || ArrayBuffer.isView(value)
      ? ['resizable', 'maxByteLength']
          .map((name) => String(types.isAnyArrayBuffer(value) ? Reflect.get(value, name) : Reflect.get(value.buffer, 'resizable')))
          .join()
      : '';
  return [...kinds, types.isTypedArray(value) ? value[Symbol.toStringTag] : '', Array.isArray(value), resizable].join();
}

const bufferOf = (value: ArrayBufferLike | ArrayBufferView): ArrayBufferLike => (ArrayBuffer.isView(value) ? value.buffer : value);

/** True for a view whose bytes one of the others has as well. */
function sharesMemory(value: object, others: Iterable<object>): boolean {
  if (!ArrayBuffer.isView(value) && !types.isAnyArrayBuffer(value)) return false;
  const [start, end] = rangeOf(value);
  for (const other of others) {
    if (other === value || (!ArrayBuffer.isView(other) && !types.isAnyArrayBuffer(other)) || bufferOf(other) !== bufferOf(value)) continue;
    const [from, to] = rangeOf(other);
    if (Math.max(start, from) < Math.min(end, to)) return true;
  }
  return false;
}

function rangeOf(value: ArrayBufferLike | ArrayBufferView): [start: number, end: number] {
  const start = ArrayBuffer.isView(value) ? value.byteOffset : 0;
  return [start, start + value.byteLength];
}

/** What an object holds otherwise than in properties, in its order. */
function contentsOf(value: object): unknown[] {
  if (types.isMap(value)) return [...Map.prototype.entries.call(value)].flat();
  if (types.isSet(value)) return [...Set.prototype.values.call(value)];
  if (types.isDate(value)) return [Date.prototype.getTime.call(value)];
  if (types.isRegExp(value)) return [RegExp.prototype.toString.call(value)];
  if (types.isBoxedPrimitive(value)) return [Object.getPrototypeOf(Object(value.valueOf())).valueOf.call(value)];
  if (types.isAnyArrayBuffer(value) || ArrayBuffer.isView(value)) {
    const [start, end] = rangeOf(value);
    return [Buffer.from(new Uint8Array(bufferOf(value), start, end - start)).toString('hex')];
  }
  return [];
}

/** Names of own properties, in their order; those of errors, whose order V8 decides, in one of ours. */
function namesOf(value: object): PropertyKey[] {
  const names = Reflect.ownKeys(value).filter((name) => !types.isTypedArray(value) || typeof name === 'symbol' || !/^\d+$/.test(name));
  return types.isNativeError(value) ? names.sort((a, b) => String(a).localeCompare(String(b))) : names;
}
