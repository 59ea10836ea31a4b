/**
 * Bytes of stack that bookkeeping may need. V8 refuses to compile a function with less than 40 KB left, and what is seldom called has to be
 * compiled when it is.
 */
const ROOM_BYTES = 56 * 1024;

const BYTES_OF_AN_ARGUMENT = 8;

let probe: (() => void) | undefined;

/**
 * Throws the RangeError of a stack overflow now, while nothing has been changed, unless there is room enough for all that is to be done before and
 * after the user's code runs. For what happens seldom: it takes some microseconds.
 */
export function requireStack(): void {
  // The arguments that nobody reads have to find room on the stack; V8 leaves none of them out.
  probe ??= (() => undefined).bind(undefined, ...(Array.from({ length: ROOM_BYTES / BYTES_OF_AN_ARGUMENT }) as []));
  probe();
}
