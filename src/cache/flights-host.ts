import type { Entries } from '../store/entries.js';
import type { TagIndex } from '../store/tags.js';
import type { Backoff } from './backoff.js';
import type { Counters, SharedCounters } from './counters.js';
import type { CacheHost } from './host.js';
import type { Warn } from './plan.js';
import type { Savings } from './savings.js';

/** What flights need of their cache. */
export interface FlightsHost {
  readonly host: CacheHost;
  readonly label: string;
  readonly counters: Counters;
  readonly savings: Savings;
  readonly entries: Entries;
  readonly backoff: Backoff;
  readonly warn: Warn;
  /** Another number after each change of where entries are kept, and under which keys. */
  readonly layout: number;
  /** What a tier behind it has counted. */
  shared: SharedCounters | undefined;
  /** The tags of its container's entries. */
  readonly tags: TagIndex;
}
