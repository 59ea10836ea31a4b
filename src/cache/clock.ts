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

/** The one clock of a container: every cache reads through it, so it can be replaced at any time. */
export class ContainerClock implements Clock {
  #source: Clock = systemClock;

  now(): number {
    return this.#source.now();
  }

  use(source: Clock): void {
    this.#source = source;
  }
}
