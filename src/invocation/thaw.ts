import type { ThawOptions } from '../options.js';
import { type Moment, type MomentClock, momentOf } from '../util/clock.js';
import { parseDuration } from '../util/duration.js';

const GAP_MS = 30_000;
const STALLED_GAP_MS = 1_000;

/** Tells from the clocks whether the container was frozen while it had nothing to do. */
export class ThawDetector {
  readonly #clock: MomentClock;
  gap = GAP_MS;
  stalledGap = STALLED_GAP_MS;
  /** A test has frozen it, however shortly. */
  isTold = false;
  /** The milliseconds of the gap that was looked at last. */
  lastGap = 0;
  #idleSince: Moment;

  constructor(clock: MomentClock, since: Moment) {
    this.#clock = clock;
    this.#idleSince = since;
  }

  configure({ gap, stalledGap }: ThawOptions): void {
    this.gap = parseDuration(gap) ?? GAP_MS;
    this.stalledGap = parseDuration(stalledGap) ?? STALLED_GAP_MS;
  }

  /** Notes that the container has been at work until now. */
  noteActivity(): void {
    this.#idleSince = momentOf(this.#clock);
  }

  /**
   * True when it was frozen since it was last at work: the monotonic clock lost more than half of the gap, or
   * the gap is very long. `busyUntil` is a wall-clock time until which something was at work that has not
   * ended.
   */
  wasFrozen(busyUntil: number): boolean {
    const now = momentOf(this.#clock);
    const { wall, monotonic } = this.#idleSince;
    const busy = Math.max(0, Math.min(busyUntil, now.wall) - wall);
    const gap = now.wall - wall - busy;
    this.lastGap = gap;
    const counted = now.monotonic - monotonic - busy;
    const isTold = this.isTold && this.stalledGap < Infinity;
    this.isTold = false;
    return isTold || gap > this.gap || (gap > this.stalledGap && counted < gap / 2);
  }
}
