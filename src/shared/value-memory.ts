import { types } from 'node:util';
import { isBare } from './extras.js';

/** What lies in memory outside of V8's heap. */
export type Memory = ArrayBuffer | NodeJS.ArrayBufferView;

/** True for what lies there, whatever its prototype. */
export function isMemory(value: object): value is Memory {
  return ArrayBuffer.isView(value) || types.isAnyArrayBuffer(value);
}

const kindOfArray: unknown = Object.getOwnPropertyDescriptor(
  Object.getPrototypeOf(Uint8Array.prototype),
  Symbol.toStringTag,
)?.get;

/** The name of the class that V8 made it of, which its prototype need not be. */
export function classOf(value: Memory): string {
  if (types.isTypedArray(value)) return String(Reflect.apply(kindOfArray as () => unknown, value, []));
  return types.isDataView(value)
    ? 'DataView'
    : types.isArrayBuffer(value)
      ? 'ArrayBuffer'
      : 'SharedArrayBuffer';
}

/** Why memory would not come back as it is. */
export function unfitMemory(value: Memory): string | undefined {
  if (hasMore(value)) return 'bytes with properties of their own';
  const buffer = bufferOf(value);
  const isShared = !types.isArrayBuffer(buffer);
  if (isShared || (buffer !== value && nativeOf(buffer, 'resizable') === true))
    return 'a view of memory that is shared or can be resized';
  return nativeOf(buffer, 'byteLength') === 0 && isDetached(buffer)
    ? 'memory that was transferred'
    : undefined;
}

/** What V8 says of a buffer, whatever its own properties and its prototype say. */
function nativeOf(buffer: ArrayBuffer, name: 'resizable' | 'byteLength'): unknown {
  return Reflect.get(ArrayBuffer.prototype, name, buffer);
}

/** The longest typed array whose names are listed; of a longer one, to see that it has no more is faster. */
const FEW_ITEMS = 64;

function hasMore(value: Memory): boolean {
  if (!types.isTypedArray(value)) return Reflect.ownKeys(value).length > 0;
  if (value.length <= FEW_ITEMS) return Reflect.ownKeys(value).length !== value.length;
  // A view of the same memory is made by its class, which may have been replaced.
  return Object.hasOwn(value, 'constructor') || !isBare(value, Uint8Array.prototype.subarray.call(value));
}

const bufferOf = (value: Memory): ArrayBufferLike => (ArrayBuffer.isView(value) ? value.buffer : value);

function isDetached(buffer: ArrayBufferLike): boolean {
  try {
    return new Uint8Array(buffer).length > 0;
  } catch {
    return true;
  }
}

/** A part of memory, and who has it. */
interface Range {
  readonly start: number;
  readonly end: number;
  readonly of: Memory;
}

/**
 * One of those that overlap in memory, if any do: each would get its own copy. Buffers that Node cut from one
 * pool do not overlap.
 */
export function overlapping(all: readonly Memory[]): Memory | undefined {
  const ranges = new Map<ArrayBufferLike, Range[]>();
  for (const of of all) {
    const start = ArrayBuffer.isView(of) ? of.byteOffset : 0;
    const buffer = bufferOf(of);
    const others = ranges.get(buffer);
    const range = { start, end: start + of.byteLength, of };
    if (others === undefined) ranges.set(buffer, [range]);
    else others.push(range);
  }
  for (const those of ranges.values()) {
    const found = those.length > 1 ? overlapIn(those) : undefined;
    if (found !== undefined) return found;
  }
  return undefined;
}

function overlapIn(ranges: Range[]): Memory | undefined {
  let last = 0;
  for (const { start, end, of } of ranges.sort(
    (one, other) => one.start - other.start || one.end - other.end,
  )) {
    if (start < last && end > start) return of;
    last = Math.max(last, end);
  }
  return undefined;
}
