import { parseArgs } from 'node:util';
import type { Size } from './scenario.js';

/** How the fleet is run. */
export interface Flags {
  readonly size: Size;
  /** Numbers of the scenarios to run; all when there is none. */
  readonly only: readonly string[];
  /** How often the chosen scenarios are run. */
  readonly times: number;
  /** Whether docs/fleet.md is written anew. */
  readonly write: boolean;
}

export const USAGE = `npm run fleet -- [flags]
  --short        fewer rounds: about a minute
  --only 3,5     these scenarios alone
  --times 20     each as often
  --write        docs/fleet.md with these results`;

export function readFlags(args: readonly string[]): Flags {
  const { values } = parseArgs({
    args: [...args],
    options: { short: { type: 'boolean' }, only: { type: 'string' }, times: { type: 'string' }, write: { type: 'boolean' } },
  });
  const times = Number(values.times ?? 1);
  if (!Number.isInteger(times) || times < 1) throw new Error(`--times takes a number of 1 or more.\n${USAGE}`);
  const only = values.only?.split(',') ?? [];
  return { size: values.short ? 'short' : 'full', only, times, write: values.write ?? false };
}
