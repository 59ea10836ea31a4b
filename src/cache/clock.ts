/**
 * The wall clock that decides what is fresh. The default reads the system's.
 * @example
 * registry.configure({ clock: { now: () => testTime } });
 */
export interface Clock {
  /** Milliseconds since the Unix epoch. */
  now(): number;
}

/** The system's wall clock; `Date.now` is looked up at each call, so fake timers of test frameworks work. */
export const systemClock: Clock = { now: () => Date.now() };

/** Milliseconds on a clock that a freeze may stop: only ever compared with the wall clock, never used for expiry. */
export function monotonicNow(): number {
  return performance.now();
}

/** A clock with a stopwatch, for measuring how long something takes. */
export interface StopwatchClock extends Clock {
  /** Milliseconds since some moment: only differences mean anything. */
  lap(): number;
}

/** The one clock of a container: every cache reads through it, so it can be replaced at any time. */
export class ContainerClock implements StopwatchClock {
  #source: Clock = systemClock;

  now(): number {
    return this.#source.now();
  }

  /** A load that a freeze interrupts must not count the frozen hours, so the system's stopwatch is the monotonic clock. */
  lap(): number {
    return this.#source === systemClock ? monotonicNow() : this.#source.now();
  }

  use(source: Clock): void {
    this.#source = source;
  }
}
