import type { Unchecked } from '../options.js';
import { Details } from '../store/details.js';
import { type Duration, parseDuration } from '../util/duration.js';
import { lifetimeOf, NO_WINDOW, type OutcomeFunction } from './answers.js';
import { durationOr, type Feature } from './feature.js';

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

export const stale: Feature<StaleOptions> = {
  options: { staleWhileRevalidate: durationOr('value'), staleIfError: durationOr('value') },
  /**
   * A window of a member's own is for entries that become stale; one by default does nothing where there is
   * no ttl.
   */
  together: (own, { ttl }) => {
    const option = own.staleWhileRevalidate !== undefined ? 'staleWhileRevalidate' : 'staleIfError';
    if (ttl !== undefined || own[option] === undefined) return undefined;
    return {
      option,
      beside: 'without "ttl"',
      valid: 'both, as it begins where the ttl ends (a ttl among the defaults counts once it is configured)',
    };
  },
  plan: ({ staleWhileRevalidate, staleIfError, ttl }) => {
    const windows = Object.entries({ staleWhileRevalidate, staleIfError } as const);
    if (windows.every(([, window]) => window === undefined)) return undefined;
    const asked = windows.filter(([, window]) => typeof window === 'function') as Asked[];
    // Compiled now: where the stack ends there is no room for that.
    if (asked.length > 0) parseDuration('1s');
    return {
      staleWhileRevalidate: constant(staleWhileRevalidate),
      staleIfError: constant(staleIfError),
      asksArguments: asked.some(([, window]) => window.length > 1),
      loaded:
        asked.length === 0 || ttl === undefined
          ? undefined
          : (load, warn) => {
              if (load.hasFailed) return undefined;
              load.details ??= new Details();
              for (const [option, window] of asked)
                load.details[option] = lifetimeOf(window, option, load, NO_WINDOW, warn);
              return undefined;
            },
    };
  },
};

/** A window that is a function of the value, under its name. */
type Asked = [option: keyof StaleOptions, window: OutcomeFunction];

const constant = (window: unknown): number => parseDuration(window) ?? 0;
