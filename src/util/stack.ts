/**
 * Bytes of stack that bookkeeping may need. What is seldom called has to be compiled when it is: V8 refuses
 * to with less than 40 KB left, and its parser has been seen to need 60.
 */
const ROOM_BYTES = 96 * 1024;

/** What Node's bookkeeping of rejections may need. */
const PROMISE_BYTES = 8 * 1024;

const BYTES_OF_AN_ARGUMENT = 8;

/** Arguments that take room on the stack: V8 does not optimize a call with so many of them away. */
let tooMany: readonly undefined[] | undefined;
let many: readonly undefined[] | undefined;

const nothing = (): undefined => undefined;

/**
 * Throws the RangeError of a stack overflow now, while nothing has been changed, unless there is room enough
 * for all that is to be done before and after the user's code runs. For what happens seldom: it takes some
 * microseconds.
 */
export function requireStack(): void {
  tooMany ??= roomFor(ROOM_BYTES);
  Reflect.apply(nothing, undefined, tooMany);
}

/** Throws in the same way without room for what Node does with a promise: a fraction of a microsecond. */
export function requireStackForPromises(): void {
  many ??= roomFor(PROMISE_BYTES);
  Reflect.apply(nothing, undefined, many);
}

const roomFor = (bytes: number): undefined[] => Array.from({ length: bytes / BYTES_OF_AN_ARGUMENT }, nothing);
