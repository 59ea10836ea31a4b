import type { Clock } from '../util/clock.js';
import { Details } from './details.js';
import type { Entry } from './entry.js';

/** Until when the entries of one method are fresh: by their ttl, and by how long ago they were read. */
export class Lifetimes {
  // What a hit reads comes first, so that it lies together in memory.
  /**
   * The first time of writing: times since then are small enough for V8 to keep them without a box, and exact
   * whatever the clock's fractions.
   */
  protected origin = Number.NaN;
  /** Milliseconds that an entry may go unread; 0 for any time. */
  protected maxIdle = 0;

  constructor(protected readonly clock: Clock) {}

  /** True while an entry may be served. Only one that time may end looks at the clock. */
  isFresh(entry: Entry): boolean {
    if (!entry.hasValue) return false;
    return (entry.ttl === 0 && this.maxIdle === 0) || this.#isFreshAt(entry, this.clock.now() - this.origin);
  }

  /**
   * How long ago the ttl of a value ended, in milliseconds: less than 0 before that; `NaN` where it has none
   * or nobody can tell, as the clock was stepped back, and where no value is kept.
   */
  staleMs({ hasValue, isError, writtenAt, ttl }: Entry): number {
    if (!hasValue || isError || ttl === 0) return Number.NaN;
    const at = this.clock.now() - this.origin;
    return writtenAt <= at ? at - (writtenAt + ttl) : Number.NaN;
  }

  /** True for a value that is fresh, or past its ttl by less than a window; an error is none. */
  isOfUse(entry: Entry, window: number): boolean {
    return !entry.isError && (this.isFresh(entry) || (window > 0 && this.staleMs(entry) < window));
  }

  /** Epoch milliseconds until which a value is fresh, `Infinity` for ever; undefined where it is not. */
  expiresAt(entry: Entry): number | undefined {
    if (!this.isOfUse(entry, 0)) return undefined;
    const { writtenAt, ttl, details } = entry;
    const end = Math.min(
      ttl === 0 ? Infinity : writtenAt + ttl,
      this.maxIdle === 0 ? Infinity : (details?.readAt ?? 0) + this.maxIdle,
    );
    return end === Infinity ? end : this.origin + end;
  }

  #isFreshAt({ writtenAt, ttl, details }: Entry, at: number): boolean {
    if (ttl !== 0 && !isWithin(writtenAt, at, ttl)) return false;
    return this.maxIdle === 0 || (details !== undefined && isWithin(details.readAt, at, this.maxIdle));
  }

  /** Notes a read of an entry that is fresh, where such times count; false for one that is not. */
  protected isReadInTime(entry: Entry): boolean {
    const at = this.clock.now() - this.origin;
    const isFresh = this.#isFreshAt(entry, at);
    if (isFresh) noteRead(entry, at);
    return isFresh;
  }

  /** True where the time counts at which a value with such a ttl is written. */
  isTimed(ttl: number): boolean {
    return ttl !== Infinity || this.maxIdle !== 0;
  }
}

/** True from a moment on for so many milliseconds: a clock that was stepped back ends that. */
function isWithin(from: number, at: number, milliseconds: number): boolean {
  return from <= at && at < from + milliseconds;
}

/** Notes when an entry is read; not where the clock cannot tell. */
export function noteRead(entry: Entry, at: number): void {
  entry.details ??= new Details();
  if (Number.isFinite(at)) entry.details.readAt = unboxed(at);
}

/** A number of the same value, which V8 keeps without a box where it is a whole one and not too large. */
export function unboxed(time: number): number {
  const whole = time | 0;
  return whole === time ? whole : time;
}
