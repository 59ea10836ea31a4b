import type { Flight } from './flight.js';
import type { KeyPart } from './key.js';
import type { Branch } from './key-path.js';
import type { Partition } from './partition.js';

/**
 * The place of one key: the times of its entry, and the load in flight for it. The value itself lies in the partition, so
 * that nothing which outlives an instance (the bounded store holds slots) keeps that instance's values alive.
 */
export class Slot {
  /** Where the partition keeps the value; -1 when there is no entry. */
  index = -1;
  writtenAt = 0;
  expiresAt = 0;
  /** The value came out of a promise, so it is handed out as one. */
  isPromised = false;
  flight: Flight | undefined;
  /** When the store noted its last use, in uses; 0 when it has been taken into account. */
  usedAt = 0;

  constructor(
    readonly branch: Branch,
    readonly part: KeyPart,
    readonly home: WeakRef<Partition>,
  ) {}

  get hasEntry(): boolean {
    return this.index >= 0;
  }
}

/** True while an entry may be served. Only an entry with a ttl looks at the clock, which may have been stepped back. */
export function isFresh(slot: Slot, clock: { now(): number }): boolean {
  if (slot.expiresAt === Number.POSITIVE_INFINITY) return true;
  const now = clock.now();
  return slot.writtenAt <= now && now < slot.expiresAt;
}
