/**
 * Bytes of stack that bookkeeping may need. What is seldom called has to be compiled when it is: V8 refuses
 * to with less than 40 KB left, and its parser has been seen to need 60.
 */
const ROOM_BYTES = 96 * 1024;

/** Plenty of stack: whoever finds less, called from where there is so much, has used up the rest. */
const PLENTY_BYTES = 2 * ROOM_BYTES;

/** What Node's bookkeeping of rejections may need. */
const PROMISE_BYTES = 8 * 1024;

const BYTES_OF_AN_ARGUMENT = 8;

/** Arguments that take room on the stack: V8 does not optimize a call with so many of them away. */
let tooMany: readonly undefined[] | undefined;
let plenty: readonly undefined[] | undefined;
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

/** Throws a RangeError unless there is so much room that an overflow caught here is not its caller's. */
export function requirePlentyOfStack(): void {
  plenty ??= roomFor(PLENTY_BYTES);
  Reflect.apply(nothing, undefined, plenty);
}

/** Throws a RangeError without room for what Node does with a promise: a fraction of a microsecond. */
export function requireStackForPromises(): void {
  many ??= roomFor(PROMISE_BYTES);
  Reflect.apply(nothing, undefined, many);
}

/** Arguments of so many bytes: a list of holes, as to fill it would take most of a millisecond. */
const roomFor = (bytes: number): undefined[] => new Array(bytes / BYTES_OF_AN_ARGUMENT);
