import type { ResolvedKey } from '../keys/key.js';
import { Details } from './details.js';
import { type Entry, Promised } from './entry.js';
import * as KINDS from './kinds.js';
import { noteRead, unboxed } from './lifetimes.js';
import type { Partition } from './partition.js';
import type { Place } from './place.js';
import { Upkeep } from './upkeep.js';

/**
 * What a call gets for an entry that cannot be served at once; the same in every copy of the package, as they
 * use each other's entries.
 */
export const NOT_SERVED = Symbol.for('warmscope.not-served.v2');

/** The entries of one method, kept in their owners' partitions: serving and writing one of them. */
export class Entries extends Upkeep {
  /**
   * A hit, in one function as it is all that most calls do: the value of an entry if there is a fresh one,
   * else {@link NOT_SERVED}.
   */
  serve(partition: Partition | undefined, entry: Entry | undefined): unknown {
    if (entry === undefined || partition === undefined || entry.kind === KINDS.empty) return NOT_SERVED;
    const { ttl } = entry;
    if (this.maxIdle !== 0) {
      if (!this.isReadInTime(entry)) return NOT_SERVED;
    } else if (ttl !== 0) {
      const at = this.clock.now() - this.origin;
      // Both bounds count, as the clock may have been stepped back.
      if (!(entry.writtenAt <= at && at < entry.writtenAt + ttl)) return NOT_SERVED;
    }
    this.hits++;
    this.use(partition, entry);
    return entry.kind === KINDS.plain ? entry.value : this.#give(entry);
  }

  /** Serves an entry, fresh or not, to a call that is counted otherwise. */
  handOut(partition: Partition, entry: Entry): unknown {
    this.touch(partition, entry);
    return this.#give(entry);
  }

  /** Notes a use that is no hit; not `isRead` where no caller gets the value. */
  touch(partition: Partition, entry: Entry, isRead = true): void {
    if (isRead && this.maxIdle !== 0) noteRead(entry, this.clock.now() - this.origin);
    this.use(partition, entry);
  }

  /** The value of an entry as `[value]` while it is fresh, or past its ttl by less than a window. */
  peek(entry: Entry, window = 0): [value: unknown] | undefined {
    return this.isOfUse(entry, window) ? [entry.settled] : undefined;
  }

  /** The entry of a key, made where there is none. */
  reach(partition: Partition, key: ResolvedKey): Entry {
    return partition.find(key) ?? this.add(partition, key);
  }

  /** A new entry for a key that has none. */
  add(partition: Partition, key: ResolvedKey): Entry {
    this.changes++;
    if (partition.held === 0) this.owners.list(partition.place);
    const entry = partition.add(key);
    partition.held++;
    this.changes--;
    return entry;
  }

  /**
   * Keeps a value or an error for so many milliseconds; `at` is the time, where it has just been looked up.
   */
  write(
    partition: Partition,
    entry: Entry,
    value: unknown,
    kind: KINDS.Kind,
    ttl: number,
    at?: number,
    details?: Details,
  ): void {
    this.changes++;
    const isTimed = this.isTimed(ttl);
    const now = isTimed ? (at ?? this.clock.now()) : 0;
    const bytes = this.bytesIn(details);
    // Nobody could tell when it expires, or it is too large.
    if (!Number.isFinite(now) || bytes > this.maxBytes) this.drop(partition, entry, 'replaced');
    else {
      if (isTimed && Number.isNaN(this.origin)) this.origin = now;
      const writtenAt = isTimed ? unboxed(now - this.origin) : 0;
      const kept = kind === KINDS.promised ? new Promised(value) : value;
      const noted = this.maxIdle === 0 ? details : (details ?? new Details());
      const former = entry.details;
      this.writes++;
      const tags = noted?.tags;
      const formerTags = former?.tags;
      if (tags !== formerTags) this.#tag(partition, entry, tags);
      if (entry.hasValue) {
        this.cache.removed(entry, 'replaced');
        this.exchange(partition, entry, bytes);
      } else this.insert(partition, entry, bytes);
      entry.value = kept;
      entry.ttl = ttl === Infinity ? 0 : ttl;
      entry.writtenAt = writtenAt;
      entry.kind = kind;
      if (noted !== former) entry.details = noted;
      if (noted !== undefined) noted.readAt = writtenAt;
      if (tags !== formerTags) this.#untag(partition, entry, formerTags, tags);
    }
    this.changes--;
  }

  /** Drops the entries of one owner that have a tag; all at once where it has no others, and loads none. */
  dropTagged(place: Place, tag: string): void {
    this.mend();
    const partition = this.owners.partitionOf(place);
    if (partition?.tagged === undefined) return;
    if (partition.isAllOf(tag)) this.clear(partition, 'tag');
    else for (const entry of partition.tagged.of(tag)) this.drop(partition, entry, 'tag');
  }

  /** Notes the tags that an entry is about to have. */
  #tag(partition: Partition, entry: Entry, tags: readonly string[] = []): void {
    if (tags.length === 0) return;
    this.tags ??= this.cache.tags.homeOf(this);
    this.tags.add(partition, entry, tags);
  }

  /** Forgets the tags that an entry had before and has no longer. */
  #untag(partition: Partition, entry: Entry, former: readonly string[] = [], tags?: readonly string[]): void {
    if (former.length === 0) return;
    const still = new Set(tags);
    const gone = former.filter((tag) => !still.has(tag));
    this.tags?.remove(partition, entry, gone);
  }

  /** What a caller gets of an entry; of a promised one the same promise every time. */
  #give(entry: Entry): unknown {
    const { kind, value } = entry;
    if (kind === KINDS.plain) return value;
    if (kind === KINDS.promised) {
      const promised = value as Promised;
      if (promised.promise !== undefined) return promised.promise;
      const given = this.cache.handOut(promised.value, kind);
      const promise = Promise.resolve(given);
      if (given === promised.value) promised.promise = promise;
      return promise;
    }
    const given = this.cache.handOut(value, kind);
    if (kind === KINDS.handedOut) return given;
    if (kind === KINDS.rejected) return Promise.reject(given);
    throw given;
  }
}
