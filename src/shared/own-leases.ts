import type { Moment } from '../util/clock.js';

/** A lease that a container has, as far as it may be taken over. */
export interface OwnLease {
  isMine: boolean;
  readonly takenAt: Moment | undefined;
  /** What the store has of the lease. */
  readonly token: Uint8Array | undefined;
  readonly hasEnded: boolean;
}

/** The most leases that are looked through for those that have ended, once there are more. */
const MANY = 1_000;

/** The leases that a container has, by key: a load of its own need not wait for them. */
export class OwnLeases {
  readonly #held = new Map<string, OwnLease>();

  of(key: string): OwnLease | undefined {
    return this.#held.get(key);
  }

  add(key: string, lease: OwnLease): void {
    this.#held.set(key, lease);
    if (this.#held.size <= MANY) return;
    // The oldest come first; what an outage has left of them ends by itself.
    for (const [other, { hasEnded }] of this.#held) {
      if (!hasEnded) break;
      this.#held.delete(other);
    }
  }

  delete(key: string, lease: OwnLease): void {
    if (this.#held.get(key) === lease) this.#held.delete(key);
  }
}
