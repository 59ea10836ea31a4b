import { systemAfter } from './timers.js';

/**
 * The wall clock that decides what is fresh. The default reads the system's.
 * @example
 * registry.configure({ clock: { now: () => testTime } });
 */
export interface Clock {
  /** Milliseconds since the Unix epoch. */
  now(): number;
  /**
   * Runs `callback` once after so many milliseconds, and gives what cancels it; a test's clock may bring its
   * own, to make time limits pass. Default: the system's timers.
   */
  after?(milliseconds: number, callback: () => void): () => void;
}

/** The system's wall clock; `Date.now` is looked up at each call, so fake timers of test frameworks work. */
export const systemClock: Clock = { now: () => Date.now() };

/**
 * Milliseconds on a clock that a freeze may stop: only ever compared with the wall clock, never used for
 * expiry.
 */
export function monotonicNow(): number {
  return performance.now();
}

/** A moment by the wall clock, and by one that a freeze may stop. */
export interface Moment {
  readonly wall: number;
  readonly monotonic: number;
}

/** A clock that may bring the one that a freeze stops, too. */
export interface MomentClock extends Clock {
  /** Milliseconds on a clock that a freeze may stop. Default: the system's. */
  monotonic?(): number;
}

/** The present moment. */
export function momentOf(clock: MomentClock): Moment {
  return { wall: clock.now(), monotonic: clock.monotonic?.() ?? monotonicNow() };
}

/** A clock that can also be waited for. */
export interface TimerClock extends MomentClock {
  /**
   * Runs `callback` once after so many milliseconds (`Infinity`: never), and gives what cancels it. Unless
   * `keepsAlive`, a process that has nothing else to do does not wait for it. Default of `keepsAlive`: true.
   */
  after(milliseconds: number, callback: () => void, keepsAlive?: boolean): () => void;
}

/** A clock with a stopwatch, for measuring how long something takes. */
export interface StopwatchClock extends Clock {
  /** Milliseconds since some moment: only differences mean anything. */
  lap(): number;
  /** A cheaper {@link lap}, for what no freeze can interrupt: in whole milliseconds, right on average. */
  shortLap(): number;
}

const nothing = (): void => undefined;

/**
 * The one clock of a container: every cache reads through it, so it can be replaced at any time. It never
 * throws, whatever a user's clock does.
 */
export class ContainerClock implements StopwatchClock, TimerClock {
  /** Undefined for the system's clock, which a hit reads without a detour. */
  #given: TimerClock | undefined;
  /** What was configured, while a test holds the clock. */
  #configured: TimerClock | undefined;
  #isHeld = false;

  /** `NaN` where a user's clock fails: nobody can tell what is fresh then. */
  now(): number {
    return this.#given === undefined ? Date.now() : this.#given.now();
  }

  /**
   * A load that a freeze interrupts must not count the frozen hours, so the system's stopwatch is the
   * monotonic clock.
   */
  lap(): number {
    return this.#given === undefined ? monotonicNow() : (this.#given.monotonic?.() ?? this.#given.now());
  }

  monotonic(): number {
    return this.#given?.monotonic?.() ?? monotonicNow();
  }

  shortLap(): number {
    return this.now();
  }

  after(milliseconds: number, callback: () => void, keepsAlive = true): () => void {
    if (milliseconds === Infinity) return nothing;
    return this.#given === undefined
      ? systemAfter(milliseconds, callback, keepsAlive)
      : this.#given.after(milliseconds, callback, keepsAlive);
  }

  /** Takes another clock's time, one that never throws; undefined brings the system's back. */
  use(given: TimerClock | undefined): void {
    this.#configured = given;
    if (!this.#isHeld) this.#given = given;
  }

  /** Takes a test's clock, whatever is configured, until the function that it gives is called. */
  hold(clock: TimerClock): () => void {
    this.#isHeld = true;
    this.#given = clock;
    return () => {
      this.#isHeld = false;
      this.#given = this.#configured;
    };
  }
}
