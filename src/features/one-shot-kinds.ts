/** The properties of what can be read only once: what has none of them is nothing of the kind. */
const TELLING: ReadonlySet<PropertyKey> = new Set<PropertyKey>([
  'pipe',
  'getReader',
  'getWriter',
  'arrayBuffer',
  'writable',
  'next',
  Symbol.asyncIterator,
]);

/** Prototypes that have none of these properties, and do not make what has them iterable. */
const plain = new WeakSet<object>();

/** True for a property that something which can be read only once may have. */
export function isTelling(name: PropertyKey): boolean {
  return TELLING.has(name);
}

/**
 * True where a value is neither iterable nor has anything telling from its prototypes, which is to say:
 * mostly.
 */
export function isPlain(value: object): boolean {
  const prototype: object | null = Object.getPrototypeOf(value);
  if (prototype === Object.prototype || prototype === null || plain.has(prototype)) return true;
  if (Symbol.iterator in prototype) return false;
  for (const name of TELLING) if (name in prototype) return false;
  plain.add(prototype);
  return true;
}

/** What a value itself is, where it can be read only once. Runs no getters. */
export function kindAlone(value: object): string | undefined {
  return streamKind(value) ?? asyncIterableKind(value) ?? iteratorKind(value);
}

function streamKind(value: object): string | undefined {
  const isNodeStream = hasMethod(value, 'pipe') && hasMethod(value, 'on');
  if (isNodeStream || hasMethod(value, 'getReader') || hasMethod(value, 'getWriter') || isTransform(value))
    return 'a stream';
  return hasMethod(value, 'arrayBuffer') && hasFlag(value, 'bodyUsed') ? 'a Response or Request' : undefined;
}

/** A web stream's two ends in one object, which tells them by getters only. */
function isTransform(value: object): boolean {
  if (!('readable' in value && 'writable' in value)) return false;
  const { TransformStream, CompressionStream, DecompressionStream, TextEncoderStream, TextDecoderStream } =
    globalThis;
  return [TransformStream, CompressionStream, DecompressionStream, TextEncoderStream, TextDecoderStream].some(
    (type) => typeof type === 'function' && value instanceof type,
  );
}

/** Async iterators, and the event streams that some clients answer with, which are only async iterable. */
function asyncIterableKind(value: object): string | undefined {
  if (!hasMethod(value, Symbol.asyncIterator)) return undefined;
  return hasMethod(value, 'next') ? 'an async iterator' : 'an async iterable';
}

/** Iterators are iterable themselves; an object that happens to have a method next is none. */
function iteratorKind(value: object): string | undefined {
  return hasMethod(value, 'next') && hasMethod(value, Symbol.iterator) ? 'an iterator' : undefined;
}

function hasMethod(value: object, name: PropertyKey): boolean {
  return name in value && typeof descriptorOf(value, name)?.value === 'function';
}

/** True for a property that is true or false, or is told by a getter, as that of the built-in ones. */
function hasFlag(value: object, name: PropertyKey): boolean {
  const property = descriptorOf(value, name);
  return typeof property?.value === 'boolean' || property?.get !== undefined;
}

/** A property, wherever on the chain of prototypes it is; no getter is run. */
function descriptorOf(value: object, name: PropertyKey): PropertyDescriptor | undefined {
  for (let owner: object | null = value; owner !== null; owner = Object.getPrototypeOf(owner)) {
    const descriptor = Object.getOwnPropertyDescriptor(owner, name);
    if (descriptor !== undefined) return descriptor;
  }
  return undefined;
}
