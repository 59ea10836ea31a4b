/**
 * The wall clock that decides what is fresh. The default reads the system's.
 * @example
 * registry.configure({ clock: { now: () => testTime } });
 */
export interface Clock {
  /** Milliseconds since the Unix epoch. */
  now(): number;
  /**
   * Runs `callback` once after so many milliseconds, and gives what cancels it; a test's clock may bring its own, to make time limits pass.
   * Default: the system's timers.
   */
  after?(milliseconds: number, callback: () => void): () => void;
}

/** The system's wall clock; `Date.now` is looked up at each call, so fake timers of test frameworks work. */
export const systemClock: Clock = { now: () => Date.now() };

/** Milliseconds on a clock that a freeze may stop: only ever compared with the wall clock, never used for expiry. */
export function monotonicNow(): number {
  return performance.now();
}

/** A clock that can also be waited for. */
export interface TimerClock extends Clock {
  /**
   * Runs `callback` once after so many milliseconds (`Infinity`: never), and gives what cancels it. Unless `keepsAlive`, a process that has
   * nothing else to do does not wait for it. Default of `keepsAlive`: true.
   */
  after(milliseconds: number, callback: () => void, keepsAlive?: boolean): () => void;
}

/** The most milliseconds that the system's timers can count. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** The system's timers; `setTimeout` is looked up at each call, like the clock. */
function systemAfter(milliseconds: number, callback: () => void, keepsAlive: boolean): () => void {
  let timer: NodeJS.Timeout;
  const arm = (rest: number): void => {
    const goOn = (): void => (rest > LONGEST_TIMER_MS ? arm(rest - LONGEST_TIMER_MS) : callback());
    timer = setTimeout(goOn, Math.min(Math.max(rest, 0), LONGEST_TIMER_MS));
    if (!keepsAlive) timer.unref?.();
  };
  arm(milliseconds);
  return () => clearTimeout(timer);
}

/** A clock that hits read. */
export interface HitClock extends Clock {
  /** The same as `now`, but `NaN` where that fails. */
  glance(): number;
}

/** A clock with a stopwatch, for measuring how long something takes. */
export interface StopwatchClock extends Clock {
  /** Milliseconds since some moment: only differences mean anything. */
  lap(): number;
  /** The same for what no freeze can interrupt: cheaper, in whole milliseconds, right on average. */
  shortLap(): number;
}

function attempted(source: Clock): number {
  try {
    return source.now();
  } catch {
    return Number.NaN;
  }
}

/** The one clock of a container: every cache reads through it, so it can be replaced at any time. */
export class ContainerClock implements HitClock, StopwatchClock, TimerClock {
  /** Undefined for the system's clock, which a hit reads without a detour. */
  #source: Clock | undefined;

  now(): number {
    return this.#source === undefined ? Date.now() : this.#source.now();
  }

  /** The same, but `NaN` where a clock of the user's fails. */
  glance(): number {
    return this.#source === undefined ? Date.now() : attempted(this.#source);
  }

  /** A load that a freeze interrupts must not count the frozen hours, so the system's stopwatch is the monotonic clock. */
  lap(): number {
    return this.#source === undefined ? monotonicNow() : this.#source.now();
  }

  shortLap(): number {
    return this.now();
  }

  after(milliseconds: number, callback: () => void, keepsAlive = true): () => void {
    if (milliseconds === Number.POSITIVE_INFINITY) return () => undefined;
    return this.#source?.after?.(milliseconds, callback) ?? systemAfter(milliseconds, callback, keepsAlive);
  }

  use(source: Clock): void {
    this.#source = source === systemClock ? undefined : source;
  }
}
