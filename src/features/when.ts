import type { Unchecked } from '../options.js';
import { asksTruth, meaningOf } from './answers.js';
import { type Feature, predicate } from './feature.js';

/** The option that sends calls past the cache. */
export interface WhenOptions<This = Unchecked, Args extends readonly unknown[] = Unchecked> {
  /** False bypasses the cache for that call. Default: always true. */
  readonly when?: ((this: This, ...args: Args) => boolean) | undefined;
}

export const when: Feature<WhenOptions> = {
  options: { when: predicate },
  plan: ({ when: isWanted }) =>
    isWanted && {
      admits: ({ member, self, args }, warn) =>
        meaningOf(WHEN, isWanted.apply(self, args), member.label, warn) === true,
    },
};

const WHEN = asksTruth('when', 'call was not cached');
