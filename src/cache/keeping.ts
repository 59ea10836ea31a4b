import type { Entry } from '../store/entry.js';
import * as KINDS from '../store/kinds.js';
import type { Partition } from '../store/partition.js';
import type { FlightsHost } from './flights-host.js';
import type { Load } from './plan.js';

// Whether an outcome is kept, and for how long, as the options of its method have it.

/**
 * Has the features of a method judge an outcome: they say whether it may be shared, and may put a copy in its
 * place. Gives the milliseconds that it may be kept, 0 for not at all. Runs the user's options.
 */
export function decide({ warn }: FlightsHost, load: Load & { isShareable: boolean }): number {
  const { shares, loaded } = load.member.plan;
  for (const isShared of shares) {
    load.isShareable = isShared(load, warn);
    if (!load.isShareable) return 0;
  }
  let ttl = load.hasFailed ? 0 : Infinity;
  for (const judge of loaded) {
    const verdict = judge(load, warn, ttl);
    if (verdict === 'discard') return 0;
    if (verdict !== undefined) ttl = verdict;
    // Nobody is asked more about a value that is not to be stored.
    if (!load.hasFailed && !(ttl > 0)) return 0;
  }
  return ttl;
}

/** Writes what a load gave as its method's plan has it. */
export function write(
  { entries, host }: FlightsHost,
  partition: Partition,
  entry: Entry,
  load: Load,
  kind: KINDS.Kind,
  ttl: number,
  at?: number,
): void {
  const { member, kept, outcome, details } = load;
  const isHandedOut = kind === KINDS.plain && member.plan.handOut !== undefined;
  const given = isHandedOut ? KINDS.handedOut : kind;
  entries.write(partition, entry, kept === undefined ? outcome : kept[0], given, ttl, at, details);
  host.observer?.stored(load);
}
