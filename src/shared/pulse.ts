import type { StopwatchClock, TimerClock } from '../util/clock.js';
import { later } from '../util/timers.js';

/** What a beat may be late before this process is taken to have been held up. */
const TOLERANCE = 1.2;

/** How much longer a wait may take by the clock, where this process hardly gets to run. */
const MOST_STRETCH = 3;

/** Somebody who waits: until when, by the pulse, and at the latest by the stopwatch of the container. */
interface Waiter {
  readonly until: number;
  readonly latest: number;
  readonly ring: () => void;
}

/**
 * A stopwatch, with timers, that hardly runs while this process is held up: one that waits for a processor,
 * or is busy itself, must not take that for a store that does not answer. In an idle process it is exact.
 */
export class Pulse {
  #time = 0;
  #beganAt = 0;
  /** How long the present beat is. */
  #length = 0;
  readonly #waiters = new Set<Waiter>();
  #isBeating = false;

  constructor(
    private readonly clock: StopwatchClock & TimerClock,
    /** The longest time from one beat to the next, in milliseconds. */
    private readonly beat: number,
  ) {}

  /** Milliseconds; they pass only while somebody waits. */
  get now(): number {
    return this.#isBeating ? this.#time + this.#passed : this.#time;
  }

  /** Milliseconds since the present beat began; 0 where the clock cannot tell. */
  get #passed(): number {
    const passed = Math.min(this.clock.lap() - this.#beganAt, this.beat * TOLERANCE);
    return passed > 0 ? passed : 0;
  }

  /** Rings once after so many milliseconds; gives what cancels it. */
  after(milliseconds: number, ring: () => void): () => void {
    const latest = this.clock.lap() + milliseconds * MOST_STRETCH;
    const waiter = { until: this.now + milliseconds, latest, ring };
    this.#waiters.add(waiter);
    if (!this.#isBeating) this.#begin();
    return () => void this.#waiters.delete(waiter);
  }

  #begin(): void {
    this.#isBeating = true;
    this.#beganAt = this.clock.lap();
    let next = this.beat;
    for (const { until } of this.#waiters) next = Math.min(next, until - this.#time);
    this.#length = Math.max(next, 1);
    this.clock.after(this.#length, () => this.#end());
  }

  #end(): void {
    // A clock of the user's may stand still, or go back, while the system's timers ring.
    const time = this.#time + Math.max(this.#length, this.#passed);
    this.#isBeating = false;
    this.#time = time;
    const lap = this.clock.lap();
    for (const waiter of this.#waiters) {
      if (time < waiter.until && !(lap >= waiter.latest)) continue;
      this.#waiters.delete(waiter);
      // Timers ring before sockets are read: the answer may be there.
      later(waiter.ring);
    }
    if (this.#waiters.size > 0) this.#begin();
  }
}
