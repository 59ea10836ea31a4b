import { duration } from '../util/checks.js';
import { type Duration, parseDuration } from '../util/duration.js';
import type { Feature } from './feature.js';

/** The option that limits how long callers wait. */
export interface TimeoutOptions {
  /**
   * How long a caller waits for a load; then LoadTimeoutError, or a stale value. The load goes on for 30 s,
   * and is stored. Default: no limit.
   */
  readonly timeout?: Duration | undefined;
}

export const timeout: Feature<TimeoutOptions> = {
  options: { timeout: duration },
  plan: ({ timeout: limit }) => ({ timeout: parseDuration(limit) }),
};
