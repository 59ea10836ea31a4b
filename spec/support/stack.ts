/** The number of frames before the end of the stack at which an operation is tried. */
export const FRAMES = 150;

/** Frames of a stack trace. Mocha wants to see all of them, which takes long where there are thousands. */
const FEW = 5;

/** Has errors of the surrounding suite carry short stack traces. */
export function useShortStackTraces(): void {
  const { stackTraceLimit } = Error;
  beforeEach(() => {
    Error.stackTraceLimit = FEW;
  });
  afterEach(() => {
    Error.stackTraceLimit = stackTraceLimit;
  });
}

/**
 * Runs `work` with less and less stack to spare, or rather with more and more: in each of the last frames before the end, on the way back from
 * there. It is told how many frames it is away from the end; what it throws is lost. `shift` moves all frames by so many words.
 */
export function nearTheEndOfTheStack(work: (frames: number) => void, shift = 0, frames = FRAMES): void {
  let done = 0;
  const descend = (): void => {
    try {
      descend();
    } catch {
      // The end of the stack.
    }
    if (done === frames) return;
    const at = done++;
    try {
      work(at);
    } catch {
      // Whoever has no stack left gets a RangeError.
    }
  };
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = FEW;
  try {
    // The arguments that nobody takes are what moves the frames.
    Reflect.apply(descend, undefined, Array.from({ length: shift }));
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
  }
}

/** The promises that `work` gave in the last frames of the stack: nobody has touched them there, where handling them could fail. */
export function promisesNearTheEndOfTheStack(work: (frames: number) => unknown, shift = 0, frames = FRAMES): unknown[] {
  const results: unknown[] = Array.from({ length: frames });
  nearTheEndOfTheStack(
    (at) => {
      results[at] = work(at);
    },
    shift,
    frames,
  );
  return results;
}
