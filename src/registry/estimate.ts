import { namesOf } from '../util/names.js';

/** The most parts of one value that are looked at; of a larger one the rest is guessed. */
const MOST_PARTS = 10_000;
/** The most items of one collection that are looked at. */
const MOST_ITEMS = 500;

/**
 * About how many bytes a value takes: strings two a character, numbers eight, buffers their length, objects
 * by their parts.
 */
export function estimateBytes(value: unknown): number {
  const seen = new Set<object>();
  const open: unknown[] = [value];
  let bytes = 0;
  while (open.length > 0 && seen.size < MOST_PARTS) bytes += bytesOf(open.pop(), seen, open);
  return bytes;
}

function bytesOf(value: unknown, seen: Set<object>, open: unknown[]): number {
  if (typeof value === 'string') return 16 + 2 * value.length;
  if (typeof value === 'bigint') return 24;
  if (typeof value !== 'object' || value === null || seen.has(value)) return 8;
  seen.add(value);
  try {
    return 32 + bytesOfParts(value, open);
  } catch {
    // A proxy that cannot be asked, such as a revoked one.
    return 32;
  }
}

function bytesOfParts(value: object, open: unknown[]): number {
  if (ArrayBuffer.isView(value) || value instanceof ArrayBuffer) return 32 + value.byteLength;
  if (Array.isArray(value)) return openSome(value, value.length, open);
  if (value instanceof Set) return openSome(value, value.size, open);
  if (value instanceof Map)
    return openSome(value.keys(), value.size, open) + openSome(value.values(), value.size, open);
  const { first, count } = namesOf(value);
  // Data properties only: an estimate must not run getters.
  return openSome(
    first.map((name) => Object.getOwnPropertyDescriptor(value, name)?.value),
    count,
    open,
  );
}

/** Puts the first items on the list of what is to be looked at; the others count eight bytes each. */
function openSome(items: Iterable<unknown>, size: number, open: unknown[]): number {
  let opened = 0;
  for (const item of items) {
    if (opened === MOST_ITEMS) break;
    open.push(item);
    opened++;
  }
  return 8 * (size + size - opened);
}
