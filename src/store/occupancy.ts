import type { Details } from './details.js';
import type { EntriesHost, InvalidationCause, RemovalCause } from './entries-host.js';
import type { Entry } from './entry.js';
import * as KINDS from './kinds.js';
import type { Ledger } from './ledger.js';
import { Lifetimes } from './lifetimes.js';
import { Owners } from './owners.js';
import type { Partition } from './partition.js';
import type { Place } from './place.js';
import type { TaggedEntries, TagHome } from './tags.js';
import type { Uses } from './uses.js';

/** Stands for the last use of an entry that is in no tree any more. */
const GONE = -1;

/**
 * The bounds of one method's entries: how many there are, what they weigh, and in which order they were used.
 * The least recently used of all gives way.
 */
export abstract class Occupancy extends Lifetimes implements TaggedEntries {
  protected readonly uses: Uses;
  /** Calls answered by a fresh entry. */
  hits = 0;
  readonly owners: Owners;
  /** Entries with a value, those of collected owners included until that is known. */
  size = 0;
  /** What they weigh, where they are weighed. */
  bytes = 0;
  isWeighed = false;
  /** Values that were written. */
  writes = 0;
  /** Where it is written down for a budget. */
  ledger: Ledger | undefined;
  protected maxBytes = Infinity;
  /**
   * Changes that are being made. One that is left when nothing is being changed was cut short by the end of
   * the stack: the trees, the values and their times are right all the same, the rest is not.
   */
  changes = 0;
  protected tags: TagHome | undefined;

  constructor(
    protected max: number,
    protected readonly cache: EntriesHost,
  ) {
    super(cache.host.clock);
    this.uses = cache.host.uses;
    this.owners = new Owners(cache.host, (place) => this.abandon(place));
  }

  abstract dropTagged(place: Place, tag: string): void;

  /** Evicts the least recently used entry, or forgets an owner that was collected. */
  evictOne(): void {
    const place = this.owners.first;
    if (place === undefined) return;
    const partition = this.owners.partitionOf(place);
    if (partition?.oldest === undefined) this.abandon(place);
    else this.drop(partition, partition.oldest, 'evicted');
  }

  /** Keeps to the budget of several methods, if there is one. */
  keepToBudget(): void {
    let isKept = false;
    try {
      this.ledger?.keep();
      isKept = true;
    } finally {
      if (!isKept) this.changes++;
    }
  }

  /** Drops a value; the entry itself stays while a load is to fill it again. */
  drop(partition: Partition, entry: Entry, cause: RemovalCause): void {
    this.changes++;
    if (entry.hasValue) {
      this.cache.removed(entry, cause);
      this.#remove(partition, entry);
    }
    this.release(partition, entry, cause === 'evicted');
    this.changes--;
  }

  /** Takes an entry out that holds nothing, neither a value nor a load. */
  release(partition: Partition, entry: Entry, isEvicted = false): void {
    if (entry.hasValue || entry.usedAt < 0 || entry.load !== undefined) return;
    this.changes++;
    entry.usedAt = GONE;
    partition.remove(entry);
    if (--partition.held <= 0) this.owners.unlist(partition.place, isEvicted);
    this.changes--;
  }

  /** Drops everything of a partition whose loads have been fenced. */
  clear(partition: Partition, cause: InvalidationCause): void {
    const { place } = partition;
    this.changes++;
    for (const entry of partition.inOrder()) this.cache.removed(entry, cause);
    this.size -= place.count;
    this.weighIn(place, -place.bytes, -place.count);
    partition.empty();
    this.tags?.forget(place);
    this.owners.leave(place);
    // Last of all: what is not listed is not put right.
    this.owners.unlist(place);
    this.changes--;
  }

  protected use(partition: Partition, entry: Entry): void {
    const isFirst = entry.older === undefined && this.owners.isShared;
    partition.noteUse(entry, ++this.uses.count);
    if (!isFirst) return;
    this.changes++;
    this.owners.renew(partition.place, (partition.oldest ?? entry).usedAt);
    this.changes--;
  }

  /** Makes room for an entry that comes to have a value, and counts it in. */
  protected insert(partition: Partition, entry: Entry, bytes: number): void {
    this.makeRoom(1, bytes);
    entry.usedAt = ++this.uses.count;
    this.append(partition, entry, bytes);
  }

  /** Makes room for another value of an entry that has one, and notes its use. */
  protected exchange(partition: Partition, entry: Entry, bytes: number): void {
    this.use(partition, entry);
    this.weighIn(partition.place, -this.bytesIn(entry.details), 0);
    this.makeRoom(0, bytes);
    this.weighIn(partition.place, bytes, 0);
  }

  /** Counts an entry in that was used later than all others. */
  protected append(partition: Partition, entry: Entry, bytes: number): void {
    partition.append(entry);
    this.size++;
    if (partition.place.count++ === 0) this.owners.enter(partition.place, entry.usedAt);
    this.weighIn(partition.place, bytes, 1, entry.usedAt);
  }

  /** Has the least recently used go, until so many more entries and bytes fit. */
  protected makeRoom(count: number, bytes: number): void {
    while (
      (this.size + count > this.max || this.bytes + bytes > this.maxBytes) &&
      this.owners.first !== undefined
    )
      this.evictOne();
  }

  /** What the entry weighs that these details are of. */
  protected bytesIn(details: Details | undefined): number {
    return this.isWeighed && details !== undefined ? details.bytes : 0;
  }

  /** Notes that an owner has so many more bytes and entries; `use` is of an entry that has come. */
  protected weighIn(place: Place, bytes: number, count: number, use?: number): void {
    if (!this.isWeighed) return;
    place.bytes += bytes;
    this.bytes += bytes;
    this.ledger?.note(bytes, count, use);
  }

  /** Forgets the values of an owner, which was collected where it has no partition. */
  protected abandon(place: Place): void {
    this.size -= place.count;
    this.weighIn(place, -place.bytes, -place.count);
    if (this.owners.partitionOf(place) === undefined) {
      for (; place.count > 0; place.count--) this.cache.removed(undefined, 'collected');
      this.tags?.forget(place);
    }
    place.count = 0;
    this.owners.leave(place);
    this.owners.unlist(place);
  }

  #remove(partition: Partition, entry: Entry): void {
    const { place } = partition;
    const wasOldest = entry.older === undefined;
    const { details } = entry;
    this.weighIn(place, -this.bytesIn(details), -1);
    partition.unlink(entry);
    entry.kind = KINDS.empty;
    entry.value = undefined;
    if (entry.details !== undefined) entry.details = undefined;
    this.size--;
    place.count--;
    if (partition.oldest === undefined) this.owners.leave(place);
    else if (wasOldest && this.owners.isShared) this.owners.renew(place, partition.oldest.usedAt);
    if (details?.tags !== undefined) this.tags?.remove(partition, entry, details.tags);
  }
}
