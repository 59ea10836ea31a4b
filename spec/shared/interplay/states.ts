import type { Health } from '../told-store.js';

/** What a container and the store have of a key when something is done with it. */
export const HAVING = ['local fresh', 'shared fresh', 'shared stale', 'nothing'] as const;
export const HEALTH: readonly Health[] = ['up', 'down', 'hung'];
export const COMPANY = ['alone', 'joined', 'other container leads'] as const;

/** One of the 36 states in which a feature meets the shared tier. */
export interface State {
  readonly having: (typeof HAVING)[number];
  /** How the store is from then on. */
  readonly health: Health;
  /** Three callers at one time, two of them in one invocation; or another container is at its loader and has the lease. */
  readonly company: (typeof COMPANY)[number];
}

/** Registers a spec for what there is of a key, which goes through the nine states with that, and names those that are wrong. */
export function inEachState(check: (state: State) => Promise<void>): void {
  for (const having of HAVING)
    it(having, async () => {
      const wrong: string[] = [];
      for (const health of HEALTH)
        for (const company of COMPANY)
          await check({ having, health, company }).catch((error: Error) => {
            wrong.push(`the store ${health}, ${company}: ${error.message}`);
          });
      if (wrong.length > 0) throw new Error(wrong.join('\n'));
    });
}

/** How many callers there are. */
export const callersIn = ({ company }: State): number => (company === 'joined' ? 3 : 1);
