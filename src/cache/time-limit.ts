import { LoadTimeoutError } from '../errors.js';
import type { TimerClock } from '../util/clock.js';
import { adopt, isThenable, SOON } from '../util/untrusted.js';
import type { Call, Member } from './plan.js';

/**
 * Milliseconds past its `timeout` at which a load is given up; also what background work outside of any
 * invocation may take.
 */
export const PATIENCE_MS = 30_000;

/**
 * An outcome if it comes within so many milliseconds, else what `late` gives or throws. A rejection that
 * comes later is handled. `of` is told meanwhile what calls the limit off.
 */
export function within(
  milliseconds: number,
  outcome: Promise<unknown>,
  clock: TimerClock,
  late: () => unknown,
  of?: { cancels: Set<() => void> | undefined },
): Promise<unknown> {
  if (milliseconds === Infinity) return outcome;
  let isFollowed = false;
  const timed = new Promise((resolve, reject) => {
    let cancel: (() => void) | undefined;
    const settle = (how: () => void): void => {
      how();
      cancel?.();
      if (cancel !== undefined) of?.cancels?.delete(cancel);
    };
    outcome.then(
      (value) => settle(() => resolve(value)),
      (error: unknown) => settle(() => reject(error)),
    );
    isFollowed = true;
    cancel = clock.after(milliseconds, () => {
      try {
        resolve(late());
      } catch (error) {
        reject(error);
      }
    });
    if (of !== undefined) of.cancels = (of.cancels ?? new Set()).add(cancel);
  });
  // There was no stack left for the above.
  if (!isFollowed) SOON.then(() => adopt(outcome));
  return timed;
}

/** What a caller gets who has waited as long as its method allows. */
export function tooLong({ label, plan }: Member, isLost: boolean): LoadTimeoutError {
  const rest = isLost
    ? 'What it still gives is not stored.'
    : 'The load goes on, and what it gives is stored, unless its entry is dropped, a tag of it ' +
      'invalidated, or the container frozen meanwhile.';
  return new LoadTimeoutError(
    `${label} took longer than the option "timeout" allows: ${plan.timeout} ms. ${rest}`,
  );
}

/** Calls a loader past all bookkeeping; its limit holds all the same, and what comes later is lost. */
export function loadWithin({ member, self, args }: Call, clock: TimerClock): unknown {
  const result = member.loader.apply(self, args);
  const { timeout } = member.plan;
  if (timeout === Infinity) return result;
  try {
    if (!isThenable(result)) return result;
    return within(timeout, Promise.resolve(result), clock, () => {
      throw tooLong(member, true);
    });
  } catch (error) {
    SOON.then(() => adopt(result));
    throw error;
  }
}
