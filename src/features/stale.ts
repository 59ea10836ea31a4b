import type { Unchecked } from '../options.js';
import { type Duration, parseDuration } from '../util/duration.js';
import { asksDuration, lifetimeOf, NO_WINDOW } from './answers.js';
import { detailsOf, durationOr, type Feature } from './feature.js';

/** The options that serve values past their ttl. */
export interface StaleOptions<Args extends readonly unknown[] = Unchecked, Value = Unchecked> {
  /**
   * Past `ttl`, serve the old value this long while one refresh runs in the background; or a function of the
   * settled value that says how long (0 or less: not at all). Needs `ttl`. Default: none.
   */
  readonly staleWhileRevalidate?: Duration | ((value: Value, ...args: Args) => Duration) | undefined;
  /**
   * Past `ttl`, serve the old value this long when the method fails; or a function of the settled value that
   * says how long (0 or less: not at all). Needs `ttl`. Default: none.
   */
  readonly staleIfError?: Duration | ((value: Value, ...args: Args) => Duration) | undefined;
}

const WINDOWS = ['staleWhileRevalidate', 'staleIfError'] as const;

export const stale: Feature<StaleOptions> = {
  options: { staleWhileRevalidate: durationOr('value'), staleIfError: durationOr('value') },
  /**
   * A window of a member's own is for entries that become stale; one by default does nothing where there is
   * no ttl.
   */
  together: (own, { ttl }) => {
    const option = WINDOWS.find((each) => own[each] !== undefined);
    if (ttl !== undefined || option === undefined) return undefined;
    return {
      option,
      beside: 'without "ttl"',
      valid: 'both, as it begins where the ttl ends (a ttl among the defaults counts once it is configured)',
    };
  },
  plan: (given) => {
    const asked = WINDOWS.flatMap((option) => {
      const window = given[option];
      return typeof window === 'function'
        ? { option, window, question: asksDuration(option, NO_WINDOW) }
        : [];
    });
    // Compiled now: where the stack ends there is no room for that.
    if (asked.length > 0) parseDuration('1s');
    return {
      staleWhileRevalidate: parseDuration(given.staleWhileRevalidate),
      staleIfError: parseDuration(given.staleIfError),
      asksArguments: asked.some(({ window }) => window.length > 1),
      loaded:
        asked.length === 0 || given.ttl === undefined
          ? undefined
          : (load, warn) => {
              if (load.hasFailed) return undefined;
              for (const { option, window, question } of asked)
                detailsOf(load)[option] = lifetimeOf(question, window, load, warn);
              return undefined;
            },
    };
  },
};
