import { newCounters } from '../../src/cache/counters.js';
import { Entries } from '../../src/store/entries.js';
import type { RemovalCause } from '../../src/store/entries-host.js';
import type { Entry } from '../../src/store/entry.js';
import * as KINDS from '../../src/store/kinds.js';
import type { Partition } from '../../src/store/partition.js';
import { TagIndex } from '../../src/store/tags.js';
import { Uses } from '../../src/store/uses.js';
import { FakeClock } from '../support/clock.js';

export const FOREVER = Number.POSITIVE_INFINITY;

/** The entries of one method, and how one owner's are written; `gone` has what the method was told of those that went. */
export function entriesOf(max: number, start = 1_000) {
  const clock = new FakeClock(start);
  const counters = newCounters();
  const gone: [value: unknown, cause: RemovalCause][] = [];
  const entries: Entries = new Entries(max, {
    host: { clock, uses: new Uses() },
    tags: new TagIndex(),
    mend: () => undefined,
    handOut: (kept) => kept,
    removed: (entry, cause) => {
      gone.push([entry?.settled, cause]);
      if (cause === 'evicted') counters.evictions++;
      if (cause === 'expired') counters.expirations++;
    },
  });
  const owner = {};
  const partition = entries.owners.reach(owner);
  const writeTo = (to: Partition, key: string | number, value: unknown, ttl = FOREVER, kind: KINDS.Kind = KINDS.plain): Entry => {
    const entry = entries.reach(to, key);
    entries.write(to, entry, value, kind, ttl);
    return entry;
  };
  const write = (key: string | number, value: unknown, ttl = FOREVER, kind: KINDS.Kind = KINDS.plain): Entry =>
    writeTo(partition, key, value, ttl, kind);
  return { clock, counters, entries, gone, owner, partition, write, writeTo };
}
