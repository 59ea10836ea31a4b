import { duration } from '../util/checks.js';
import { type Duration, parseDuration } from '../util/duration.js';
import type { Feature } from './feature.js';

/** The option that lets go of what nobody reads. */
export interface IdleOptions {
  /**
   * How long an entry may go unread; then it is no longer fresh. With `ttl`, whichever ends first. Default:
   * none.
   */
  readonly maxIdle?: Duration | undefined;
}

export const idle: Feature<IdleOptions> = {
  options: { maxIdle: duration },
  plan: ({ maxIdle }) => {
    const limit = parseDuration(maxIdle);
    return { maxIdle: limit === Infinity ? undefined : limit };
  },
};
