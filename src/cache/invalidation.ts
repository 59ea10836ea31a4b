import type { ResolvedKey } from '../keys/key.js';
import { isRest } from '../keys/key-parts.js';
import type { Entries } from '../store/entries.js';
import type { Entry } from '../store/entry.js';
import type { Partition } from '../store/partition.js';
import type { Flights } from './flights.js';
import type { InvocationContext } from './host.js';
import type { Scope } from './plan.js';
import { baseOf, tenantKey } from './scopes.js';

/** How far the values travel that are to be dropped, and where that is asked for. */
interface Reach {
  readonly scope: Scope;
  /** The invocation that the calling code belongs to. */
  readonly active: InvocationContext | undefined;
}

/**
 * Dropping entries by key or by owner; loads of them that are in flight are fenced, so that they store
 * nothing.
 */
export class Invalidation {
  constructor(
    private readonly entries: Entries,
    private readonly flights: Flights,
    private readonly reach: () => Reach,
  ) {}

  /**
   * Drops the entry of a key of all owners that pass; true when a fresh one was there. Of tenant scope only
   * the running invocation's tenant loses its entry; where no tenant is known all do. Of invocation scope
   * every invocation does.
   */
  delete(key: ResolvedKey, includes: (owner: object) => boolean): boolean {
    let dropped = false;
    for (const [owner, partition] of this.entries.owners) {
      if (includes(baseOf(owner)) && this.#deleteIn(partition, key)) dropped = true;
    }
    return dropped;
  }

  /** Drops the entry of a key of one owner; true when a fresh one was there. */
  deleteOf(owner: object, key: ResolvedKey): boolean {
    if (this.reach().scope === 'invocation') return this.delete(key, (each) => each === owner);
    const partition = this.entries.owners.find(owner);
    return partition !== undefined && this.#deleteIn(partition, key);
  }

  /** Drops every entry, those of collected owners included. */
  clear(): void {
    this.clearOwners(() => true);
    this.entries.dropOrphans();
  }

  /** Drops the entries of all owners that pass. */
  clearOwners(includes: (owner: object) => boolean): void {
    for (const [owner, partition] of this.entries.owners)
      if (includes(baseOf(owner))) this.#clearIn(partition);
  }

  /** Drops what was kept for one owner, whom nobody will ask for any more. */
  end(owner: object): void {
    const partition = this.entries.owners.find(owner);
    if (partition !== undefined) this.#clearIn(partition);
  }

  /** Drops the entries of one owner. */
  clearOf(owner: object): void {
    const partition = this.entries.owners.find(owner);
    if (partition !== undefined) this.#clearIn(partition);
    if (this.reach().scope === 'invocation') this.clearOwners((each) => each === owner);
  }

  /** Keeps the load of a key from storing. */
  fence(partition: Partition, key: ResolvedKey): void {
    const entry = partition.find(key);
    if (entry !== undefined) this.#fence(entry);
  }

  /** Drops the entry of a key in one partition, its load in flight included. */
  drop(partition: Partition, key: ResolvedKey): void {
    this.#drop(partition, partition.find(key));
  }

  #clearIn(partition: Partition): void {
    this.flights.fenceAll(partition);
    this.entries.clear(partition);
  }

  #deleteIn(partition: Partition, key: ResolvedKey): boolean {
    const { scope, active } = this.reach();
    if (scope !== 'tenant') return this.#drop(partition, partition.find(key));
    const tenantId = active?.tenantId;
    if (tenantId !== undefined) return this.#drop(partition, partition.find(tenantKey(tenantId, key)));
    const ofAnyone = tenantKey('', key);
    const found = [...partition.entries()].filter(({ rest }) => isRest(rest, ofAnyone));
    return found.map((entry) => this.#drop(partition, entry)).includes(true);
  }

  #drop(partition: Partition, entry: Entry | undefined): boolean {
    if (entry === undefined) return false;
    const wasFresh = this.entries.peek(entry) !== undefined;
    this.#fence(entry);
    // The fence may have taken an entry without a value out already.
    if (entry.hasValue) this.entries.drop(partition, entry, 'invalidated');
    return wasFresh;
  }

  #fence(entry: Entry): void {
    const flight = this.flights.newest(entry);
    if (flight !== undefined) this.flights.fence(flight);
  }
}
