import { estimateBytes } from '../util/estimate.js';
import { Details } from './details.js';
import { type Entry, Promised } from './entry.js';
import * as KINDS from './kinds.js';
import { noteRead } from './lifetimes.js';
import { Occupancy } from './occupancy.js';
import type { Partition } from './partition.js';

/** What is done to all entries of one method, one after the other: none of it is on the way of a call. */
export abstract class Upkeep extends Occupancy {
  /** Changes the bounds, keeping the most recently used. */
  resize(max: number, maxBytes = Infinity): void {
    this.changes++;
    this.max = max;
    this.maxBytes = maxBytes;
    this.makeRoom(0, 0);
    this.changes--;
  }

  /**
   * Changes how long an entry may go unread; 0 for any time. Where that was so before, nobody has noted
   * reads, and it counts from now on.
   */
  limitIdle(maxIdle: number): void {
    const isNew = this.maxIdle === 0 && maxIdle !== 0;
    this.maxIdle = maxIdle;
    if (!isNew || this.size === 0) return;
    const now = this.clock.now();
    if (Number.isNaN(this.origin) && Number.isFinite(now)) this.origin = now;
    for (const [, entry] of this.kept()) noteRead(entry, now - this.origin);
  }

  /** Has what is there and what comes weighed from now on, or no longer. */
  weigh(isWeighed: boolean): void {
    if (isWeighed === this.isWeighed) return;
    this.dropOrphans();
    const there = [...this.kept()].map(
      ([{ place }, entry]) => [place, entry, isWeighed ? estimateBytes(entry.settled) : 0] as const,
    );
    this.changes++;
    for (const [place] of there) this.weighIn(place, -place.bytes, 0);
    this.isWeighed = isWeighed;
    for (const [place, entry, bytes] of there)
      if (isWeighed && entry.hasValue) {
        entry.details ??= new Details();
        entry.details.bytes = bytes;
        this.weighIn(place, bytes, 0);
      }
    this.changes--;
  }

  /** The entries with a value, expired ones included, from the least recently used of each owner on. */
  *kept(): Generator<[partition: Partition, entry: Entry]> {
    for (const [, partition] of this.owners)
      for (const entry of partition.inOrder()) yield [partition, entry];
  }

  /** Has every plain value that is kept now given in a promise from now on. */
  promiseAll(): void {
    for (const [, entry] of this.kept())
      if (entry.kind < KINDS.promised) {
        entry.value = new Promised(entry.value);
        entry.kind = KINDS.promised;
      }
  }

  /**
   * Drops entries that are not fresh and past their stale window, looking at so many at most; gives how many
   * it has looked at.
   */
  purge(windowOf: (entry: Entry) => number, most: number): number {
    let seen = 0;
    for (const [partition, entry] of this.kept()) {
      if (seen++ === most) return most;
      if (!this.isFresh(entry) && !this.isOfUse(entry, windowOf(entry)))
        this.drop(partition, entry, 'expired');
    }
    return seen;
  }

  /** Drops what belonged to owners that were garbage-collected. */
  dropOrphans(): void {
    for (const place of this.owners.orphans()) this.abandon(place);
  }

  /** Has what a stack overflow has cut short put right. */
  mend(): void {
    this.cache.mend();
  }

  /** Puts right what a stack overflow has cut short: counts and orders anew what the trees hold. */
  rebuild(): void {
    this.changes = 1;
    this.dropOrphans();
    this.owners.forgetOrder();
    this.size = 0;
    this.bytes = 0;
    this.ledger?.reset();
    const kept: [partition: Partition, entry: Entry][] = [];
    for (const [, partition] of this.owners) {
      const entries = [...partition.entries()];
      partition.forgetOrder();
      // Also of one that turns out to hold nothing.
      partition.tagged = undefined;
      partition.held = entries.length;
      for (const entry of entries) {
        if (entry.hasValue) kept.push([partition, entry]);
        else {
          // It may have been on its way out.
          entry.usedAt = 0;
          this.release(partition, entry);
        }
      }
    }
    kept.sort(([, one], [, other]) => one.usedAt - other.usedAt);
    for (const [partition, entry] of kept) this.append(partition, entry, this.bytesIn(entry.details));
    this.makeRoom(0, 0);
    this.tags?.rebuild(Array.from(this.owners, ([, partition]) => partition));
    this.changes = 0;
    this.ledger?.keep();
  }
}
