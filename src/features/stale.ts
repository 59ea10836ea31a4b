import { duration } from '../util/checks.js';
import { type Duration, parseDuration } from '../util/duration.js';
import type { Feature } from './feature.js';

/** The options that serve values past their ttl. */
export interface StaleOptions {
  /**
   * Past `ttl`, serve the old value this long while one refresh runs in the background. Needs `ttl`. Default:
   * none.
   */
  readonly staleWhileRevalidate?: Duration | undefined;
  /** Past `ttl`, serve the old value this long when the method fails. Needs `ttl`. Default: none. */
  readonly staleIfError?: Duration | undefined;
}

export const stale: Feature<StaleOptions> = {
  options: { staleWhileRevalidate: duration, staleIfError: duration },
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
  plan: ({ staleWhileRevalidate, staleIfError }) => {
    if (staleWhileRevalidate === undefined && staleIfError === undefined) return undefined;
    return {
      staleWhileRevalidate: parseDuration(staleWhileRevalidate) ?? 0,
      staleIfError: parseDuration(staleIfError) ?? 0,
    };
  },
};
