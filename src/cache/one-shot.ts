import { propertyOf } from './hostile-values.js';

/** What a result is that can be read only once, or undefined for one that may be kept and shared. */
export function oneShotKind(value: unknown): string | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  try {
    if (isPlainData(value)) return streamInside(value);
    return streamKind(value) ?? asyncIterableKind(value) ?? iteratorKind(value) ?? streamInside(value);
  } catch {
    // A proxy that throws at every question is nothing we know; what it is worth is its owner's business.
    return undefined;
  }
}

/** True for plain objects that have nothing of what streams and iterators have: most results, and told at a glance. */
function isPlainData(value: object): boolean {
  if (Object.getPrototypeOf(value) !== Object.prototype) return false;
  const isSuspect = 'pipe' in value || 'getReader' in value || 'getWriter' in value || 'arrayBuffer' in value || 'next' in value;
  return !isSuspect && !(Symbol.asyncIterator in value);
}

function streamKind(value: object): string | undefined {
  const isNodeStream = hasMethod(value, 'pipe') && hasMethod(value, 'on');
  if (isNodeStream || hasMethod(value, 'getReader') || hasMethod(value, 'getWriter')) return 'a stream';
  return hasMethod(value, 'arrayBuffer') && typeof propertyOf(value, 'bodyUsed') === 'boolean' ? 'a Response or Request' : undefined;
}

/** Async iterators, and the event streams that some clients answer with, which are only async iterable. */
function asyncIterableKind(value: object): string | undefined {
  if (!hasMethod(value, Symbol.asyncIterator)) return undefined;
  return hasMethod(value, 'next') ? 'an async iterator' : 'an async iterable';
}

/** Iterators are iterable themselves; a plain object that happens to have a method next is none. */
function iteratorKind(value: object): string | undefined {
  return hasMethod(value, 'next') && hasMethod(value, Symbol.iterator) ? 'an iterator' : undefined;
}

/** The answer of an S3 GetObject is a plain object around a stream: as unrepeatable as the stream itself. */
function streamInside(value: object): string | undefined {
  const prototype: object | null = Object.getPrototypeOf(value);
  if (prototype !== null && Object.getPrototypeOf(prototype) !== null) return undefined;
  const names = Object.keys(value);
  for (let index = 0; index < names.length; index++) {
    const name = names[index] as string;
    const part: unknown = Object.getOwnPropertyDescriptor(value, name)?.value;
    if (typeof part !== 'object' || part === null) continue;
    const kind = streamKind(part) ?? asyncIterableKind(part);
    if (kind !== undefined) return `an object with ${kind} in its property '${name}'`;
  }
  return undefined;
}

function hasMethod(value: object, name: PropertyKey): boolean {
  return typeof propertyOf(value, name) === 'function';
}
