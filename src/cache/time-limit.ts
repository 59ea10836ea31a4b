import { LoadTimeoutError } from '../errors.js';
import type { TimerClock } from './clock.js';
import { isThenable } from './hostile-values.js';
import type { Call, MemberPlan } from './member-plan.js';

/** What a loader gives, or a LoadTimeoutError where that takes longer than its method allows; what comes later is lost. */
export function limited(result: PromiseLike<unknown>, { timeout, label }: MemberPlan, clock: TimerClock): Promise<unknown> {
  if (timeout === Number.POSITIVE_INFINITY) return Promise.resolve(result);
  return new Promise((resolve, reject) => {
    const cancel = clock.after(timeout, () => {
      reject(
        new LoadTimeoutError(`${label} took longer than the option "timeout" allows: ${timeout} ms. What it still gives is not stored.`),
      );
    });
    Promise.resolve(result).then(resolve, reject).finally(cancel);
  });
}

/** Calls a loader past all bookkeeping; its limit holds all the same. */
export function loadWithin({ member, self, args }: Call, clock: TimerClock): unknown {
  const result = member.loader.apply(self, args);
  return member.timeout !== Number.POSITIVE_INFINITY && isThenable(result) ? limited(result, member, clock) : result;
}
