import type { TimerClock } from './clock.js';

/**
 * Waits until a promise is settled, but no longer than so many milliseconds; true when it settled in time.
 * Never rejects.
 */
export async function settledWithin(
  work: PromiseLike<unknown>,
  milliseconds: number,
  clock: TimerClock,
): Promise<boolean> {
  if (milliseconds <= 0) {
    work.then(undefined, () => undefined);
    return false;
  }
  let cancel = (): void => undefined;
  const tooLate = new Promise<false>((resolve) => {
    cancel = clock.after(milliseconds, () => resolve(false));
  });
  const inTime = work.then(
    () => true,
    () => true,
  );
  try {
    return await Promise.race([inTime, tooLate]);
  } finally {
    cancel();
  }
}
