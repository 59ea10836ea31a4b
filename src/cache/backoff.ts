import type { Entry } from '../store/entry.js';

/**
 * Milliseconds after a failed renewal of an entry in which it is not tried again; doubled with each failure
 * in a row.
 */
export const FIRST_PAUSE_MS = 1_000;

/** The longest pause. */
export const LONGEST_PAUSE_MS = 30_000;

interface Pause {
  readonly since: number;
  readonly until: number;
  readonly failures: number;
}

/** Entries whose last renewal failed, so that a failing loader is not hammered by every hit. */
export class Backoff {
  #pauses = new WeakMap<Entry, Pause>();

  begin(entry: Entry, now: number): void {
    const failures = (this.#pauses.get(entry)?.failures ?? 0) + 1;
    const length = Math.min(FIRST_PAUSE_MS * 2 ** (failures - 1), LONGEST_PAUSE_MS);
    this.#pauses.set(entry, { since: now, until: now + length, failures });
  }

  end(entry: Entry): void {
    this.#pauses.delete(entry);
  }

  /** A clock that was stepped back ends a pause. */
  isPaused(entry: Entry, now: number): boolean {
    const pause = this.#pauses.get(entry);
    return pause !== undefined && pause.since <= now && now < pause.until;
  }
}
