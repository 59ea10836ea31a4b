import type { Fleet } from './bed/fleet.js';
import type { Row } from './report/row.js';

/** How much of a scenario is run. */
export type Size = 'full' | 'short';

/** One of the scenarios of section 9 of the specification. */
export interface Scenario {
  readonly number: string;
  readonly title: string;
  /** Runs it in a fleet of its own, whose processes end with it. */
  run(fleet: Fleet, size: Size): Promise<readonly Row[]>;
}
