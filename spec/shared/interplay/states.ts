import type { Health } from '../told-store.js';

/** What a container and the store have of a key when something is done with it. */
export const HAVING = ['local fresh', 'shared fresh', 'shared stale', 'nothing'] as const;
export const HEALTH: readonly Health[] = ['up', 'down', 'hung'];
export const COMPANY = ['alone', 'joined', 'other container leads'] as const;

/**
 * One of the 36 states in which a feature meets the shared tier; all of them can come about. Where a value is fresh, callers at one time are so many hits, and
 * another container leads as somebody refreshes the key there. A lease that was taken before the store went away cannot be seen any more.
 */
export interface State {
  readonly having: (typeof HAVING)[number];
  /** How the store is from then on. */
  readonly health: Health;
  /** Three callers at one time, two of them in one invocation; or another container is at its loader and has the lease. */
  readonly company: (typeof COMPANY)[number];
}

/** How many callers there are. */
export const callersIn = ({ company }: State): number => (company === 'joined' ? 3 : 1);
