import type { Entries } from './entries.js';
import type { Entry } from './entry.js';
import type { InvocationContext } from './host.js';
import type { ResolvedKey } from './key.js';
import { isRest } from './key-rest.js';
import type { Loads } from './loads.js';
import type { Scope } from './member-plan.js';
import type { Partition } from './partition.js';
import { baseOf, type InvocationOwner, tenantKey } from './scopes.js';

/** Whose drops these are, and what is known where one is asked for. */
interface Dropping {
  readonly scope: Scope;
  /** The invocation that the calling code belongs to. */
  readonly active: InvocationContext | undefined;
}

/** Dropping entries by key or by owner; loads of them that are in flight are fenced, so that they store nothing. */
export class Drops {
  constructor(
    private readonly entries: Entries,
    private readonly loads: Loads,
    private readonly dropping: () => Dropping,
  ) {}

  /**
   * Drops the entry of a key of all owners that pass; true when a fresh one was there. Of tenant scope only the running invocation's tenant loses
   * its entry; where no tenant is known all do. Of invocation scope every invocation does.
   */
  delete(key: ResolvedKey, includes: (owner: object) => boolean): boolean {
    let dropped = false;
    for (const [owner, partition] of this.entries.partitions) {
      if (includes(baseOf(owner)) && this.#deleteIn(partition, key)) dropped = true;
    }
    return dropped;
  }

  /** Drops the entry of a key of one owner; true when a fresh one was there. */
  deleteOf(owner: object, key: ResolvedKey): boolean {
    if (this.dropping().scope === 'invocation') return this.delete(key, (each) => each === owner);
    const partition = this.entries.partitions.find(owner);
    return partition !== undefined && this.#deleteIn(partition, key);
  }

  /** Drops every entry, those of collected owners included. */
  clear(): void {
    this.clearOwners(() => true);
    this.entries.dropOrphans();
  }

  /** Drops the entries of all owners that pass. */
  clearOwners(includes: (owner: object) => boolean): void {
    for (const [owner, partition] of this.entries.partitions) if (includes(baseOf(owner))) this.#clearIn(partition);
  }

  /** Drops what was kept for one invocation, which has ended. */
  end(owner: InvocationOwner): void {
    const partition = this.entries.partitions.find(owner);
    if (partition === undefined) return;
    this.#clearIn(partition);
    this.entries.partitions.retire(partition);
  }

  /** Drops the entries of one owner. */
  clearOf(owner: object): void {
    const partition = this.entries.partitions.find(owner);
    if (partition !== undefined) this.#clearIn(partition);
    if (this.dropping().scope === 'invocation') this.clearOwners((each) => each === owner);
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
    this.loads.fenceAll(partition);
    this.entries.clear(partition);
  }

  #deleteIn(partition: Partition, key: ResolvedKey): boolean {
    const { scope, active } = this.dropping();
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
    if (entry.hasValue) this.entries.drop(partition, entry);
    return wasFresh;
  }

  #fence(entry: Entry): void {
    const flight = this.entries.flightOf(entry);
    if (flight !== undefined) this.loads.fence(flight);
  }
}
