import type { Call, Warn } from '../cache/plan.js';
import { OptionWarning } from '../errors.js';
import type { Unchecked } from '../options.js';
import { disown, isThenable } from '../util/untrusted.js';
import { type Feature, predicate } from './feature.js';

/** The option that sends calls past the cache. */
export interface WhenOptions<This = Unchecked, Args extends readonly unknown[] = Unchecked> {
  /** False bypasses the cache for that call. Default: always true. */
  readonly when?: ((this: This, ...args: Args) => boolean) | undefined;
}

export const when: Feature<WhenOptions> = {
  options: { when: predicate },
  plan: ({ when: isWanted }) => isWanted && { admits: (call, warn) => isAdmitted(isWanted, call, warn) },
};

/** A promise is no answer, so such a call goes past the cache. */
function isAdmitted(
  isWanted: (...args: unknown[]) => unknown,
  { member, self, args }: Call,
  warn: Warn,
): boolean {
  const answer = isWanted.apply(self, args);
  if (!isThenable(answer)) return Boolean(answer);
  disown(answer);
  warn(
    new OptionWarning(
      `The option "when" of ${member.label} gave a promise, so the call was not cached; it must give true ` +
        'or false.',
    ),
  );
  return false;
}
