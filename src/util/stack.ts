/**
 * KB of stack that bookkeeping may need. What is seldom called has to be compiled when it is: V8 refuses
 * to with less than 40 KB left, and its parser has been seen to need 60.
 */
const ROOM = 96;

/** Plenty of stack: whoever finds less, called from where there is so much, has used up the rest. */
const PLENTY = 2 * ROOM;

/** KB that Node's bookkeeping of rejections may need. */
const FOR_PROMISES = 8;

/** KB that V8 wants to have left before it compiles a function. */
const FOR_COMPILER = 40;

/** How many arguments take a KB, at eight bytes each. */
const ARGUMENTS_OF_A_KB = 128;

const nothing = (): undefined => undefined;

/** A function that throws the RangeError of a stack overflow unless so many KB of stack are left. */
function requiring(kilobytes: number): () => void {
  // V8 does not optimize a call with so many arguments away. A list of holes, as to fill it takes long.
  let room: readonly undefined[] | undefined;
  return () => {
    room ??= new Array<undefined>(kilobytes * ARGUMENTS_OF_A_KB);
    Reflect.apply(nothing, undefined, room);
  };
}

/**
 * Throws the RangeError of a stack overflow now, while nothing has been changed, unless there is room enough
 * for all that is to be done before and after the user's code runs. For what happens seldom: it takes some
 * microseconds.
 */
export const requireStack = requiring(ROOM);

/** Throws a RangeError unless there is so much room that an overflow caught here is not its caller's. */
export const requirePlentyOfStack = requiring(PLENTY);

/** Throws a RangeError without room for what Node does with a promise: a fraction of a microsecond. */
export const requireStackForPromises = requiring(FOR_PROMISES);

/** Throws a RangeError without room for V8 to compile what has not run yet. */
export const requireStackToCompile = requiring(FOR_COMPILER);
