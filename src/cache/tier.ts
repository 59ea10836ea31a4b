import type { ResolvedKey } from '../keys/key.js';
import type { Entry } from '../store/entry.js';
import type { Partition } from '../store/partition.js';
import type { Flight, Role } from './flight.js';
import type { FlightsHost } from './flights-host.js';
import type { Call, Load, Plan, Slot } from './plan.js';
import type { Ticket } from './ticket.js';

/** A cache, as far as the tier behind it is concerned. */
export interface TieredCache extends FlightsHost {
  readonly plan: Plan;
  readonly flights: {
    /** The load that was begun last of those on the stack. */
    readonly innermost: Flight | undefined;
    /** Begins a load and runs it. */
    readonly lead: Lead;
    /** The load of an entry that a call may join now. */
    openFor(entry: Entry): Flight | undefined;
    /** Runs a load that was begun. */
    run(flight: Flight): unknown;
  };
  /** Loads entries anew behind their callers' backs. */
  readonly renewal: { begin(partition: Partition, entry: Entry, call: Call): void };
  /** Looks a key up: NOT_SERVED where that has begun a load, `flights.innermost`, for its caller to run. */
  look(owner: object, key: ResolvedKey, call: Call): unknown;
  /** Puts right what a stack overflow has cut short. */
  mend(): void;
}

type Lead = (
  partition: Partition,
  found: Entry | undefined,
  key: ResolvedKey,
  call: Call,
  role: Role,
) => unknown;

/** What stands between the caches of a container and their loaders: a store that many containers share. */
export interface Tier {
  /** Answers a call of a method with `shared`, by `cache.look` where its entry is current. */
  call(cache: TieredCache, slot: Slot, call: Call): unknown;
  /** Runs a load: what the store has, or what the loader gives. */
  load(cache: TieredCache, flight: Flight): unknown;
  /** Takes charge of a promise that somebody has set. */
  hold(cache: TieredCache, flight: Flight): Ticket | undefined;
  /** Writes through what somebody has set, for so many milliseconds; 0 or less where it is not kept. */
  set(cache: TieredCache, slot: Slot, load: Load, ttl: number): void;
  /** Takes note that somebody has dropped the entry of a key, or all entries. */
  drop(cache: TieredCache, key?: [key: ResolvedKey]): void;
  /** Takes note that the entries with these tags were dropped. */
  dropTags(tags: readonly string[]): void;
  /** Resolves when what was dropped so far is acknowledged, or cannot be; undefined where it is already. */
  acknowledged(): Promise<void> | undefined;
  /** What it has done since it was configured. */
  stats(): SharedTierStats;
  /** Leaves the container. */
  detach(): void;
}

/** What the shared tier of a container has done since it was configured. */
export interface SharedTierStats {
  /** `'down'` while nobody asks the store, but for a probe now and then. */
  readonly state: 'up' | 'down';
  /** Questions that were put to the store. */
  readonly questions: number;
  /** Questions that were not answered in time. */
  readonly timeouts: number;
  /** How often the store was taken for down. */
  readonly opened: number;
  /** Invalidations that the store has not acknowledged. */
  readonly pendingInvalidations: number;
}
