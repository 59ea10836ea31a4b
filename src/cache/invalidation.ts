import type { ResolvedKey } from '../keys/key.js';
import { isRest } from '../keys/key-parts.js';
import type { InvalidationCause } from '../store/entries-host.js';
import type { Entry } from '../store/entry.js';
import type { Partition } from '../store/partition.js';
import type { FlightList } from './flight-list.js';
import type { FlightsHost } from './flights-host.js';
import type { Plan } from './plan.js';
import { baseOf, tenantKey } from './scopes.js';

/** A cache, as far as its entries are dropped. */
interface Invalidated extends Pick<FlightsHost, 'entries' | 'host'> {
  readonly flights: FlightList;
  readonly plan: Plan;
}

/**
 * Dropping entries by key or by owner; loads of them that are in flight are fenced, so that they store
 * nothing.
 */
export class Invalidation {
  readonly #cache: Invalidated;

  constructor(cache: Invalidated) {
    this.#cache = cache;
  }

  /**
   * Drops the entry of a key of all owners that pass; true when a fresh one was there. Of tenant scope only
   * the running invocation's tenant loses its entry; where no tenant is known all do. Of invocation scope
   * every invocation does.
   */
  delete(key: ResolvedKey, includes: (owner: object) => boolean): boolean {
    let dropped = false;
    for (const [owner, partition] of this.#cache.entries.owners)
      if (includes(baseOf(owner)) && this.#deleteIn(partition, key)) dropped = true;
    return dropped;
  }

  /** Drops the entry of a key of one owner; true when a fresh one was there. */
  deleteOf(owner: object, key: ResolvedKey): boolean {
    if (this.#cache.plan.scope === 'invocation') return this.delete(key, (each) => each === owner);
    const partition = this.#cache.entries.owners.find(owner);
    return partition !== undefined && this.#deleteIn(partition, key);
  }

  /** Drops every entry, those of collected owners included. */
  clear(): void {
    this.clearOwners(() => true);
    this.#cache.entries.dropOrphans();
  }

  /** Drops the entries of all owners that pass. */
  clearOwners(includes: (owner: object) => boolean): void {
    for (const [owner] of this.#cache.entries.owners) if (includes(baseOf(owner))) this.end(owner);
  }

  /** Drops the entries of one owner, in whichever invocations. */
  clearOf(owner: object): void {
    this.end(owner);
    if (this.#cache.plan.scope === 'invocation') this.clearOwners((each) => each === owner);
  }

  /** Drops what was kept for one owner of entries itself. */
  end(owner: object, cause: InvalidationCause = 'all'): void {
    const partition = this.#cache.entries.owners.find(owner);
    if (partition === undefined) return;
    this.#cache.flights.fenceAll(partition);
    this.#cache.entries.clear(partition, cause);
  }

  /** Keeps the load of a key from storing. */
  fence(entry: Entry | undefined): void {
    const flight = entry && this.#cache.flights.newest(entry);
    if (flight !== undefined) this.#cache.flights.fence(flight);
  }

  /** Drops an entry, its load in flight included; true when it was fresh. */
  drop(partition: Partition, entry: Entry | undefined): boolean {
    if (entry === undefined) return false;
    const wasFresh = this.#cache.entries.peek(entry) !== undefined;
    this.fence(entry);
    // The fence may have taken an entry without a value out already.
    if (entry.hasValue) this.#cache.entries.drop(partition, entry, 'key');
    return wasFresh;
  }

  #deleteIn(partition: Partition, key: ResolvedKey): boolean {
    if (this.#cache.plan.scope !== 'tenant') return this.drop(partition, partition.find(key));
    const tenantId = this.#cache.host.invocations.active?.tenantId;
    if (tenantId !== undefined) return this.drop(partition, partition.find(tenantKey(tenantId, key)));
    const ofAnyone = tenantKey('', key);
    const found = [...partition.entries()].filter(({ rest }) => isRest(rest, ofAnyone));
    return found.map((entry) => this.drop(partition, entry)).includes(true);
  }
}
