import { newCounters } from '../../src/cache/counters.js';
import { Entries } from '../../src/cache/entries.js';
import type { Entry } from '../../src/cache/entry.js';
import { FakeClock } from '../support/clock.js';

export const FOREVER = Number.POSITIVE_INFINITY;

/** The entries of one method, and how one owner's are written. */
export function entriesOf(max: number, start = 1_000) {
  const clock = new FakeClock(start);
  const counters = newCounters(() => entries.hits);
  const entries: Entries = new Entries(max, { clock, residenceOf: () => undefined }, counters);
  const owner = {};
  const partition = entries.partitions.reach(owner);
  const write = (key: string, value: unknown, ttl = FOREVER, isPromised = false): Entry => {
    const entry = partition.find(key) ?? partition.add(key);
    entries.write(partition, entry, { value, ttl, isPromised });
    return entry;
  };
  return { clock, counters, entries, owner, partition, write };
}
