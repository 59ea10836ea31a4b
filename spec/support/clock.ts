import { registry } from '../../src/index.js';

/** A wall clock that stands still until it is told to move, and counts how often it is read. */
export class FakeClock {
  reads = 0;
  #timers: { readonly at: number; readonly callback: () => void }[] = [];

  constructor(public time = 1_700_000_000_000) {}

  now(): number {
    this.reads++;
    return this.time;
  }

  /** The stopwatch runs with the clock; it counts as no reading. */
  lap(): number {
    return this.time;
  }

  /** The cheaper stopwatch runs with the clock as well. */
  shortLap(): number {
    return this.time;
  }

  /** A timer that only {@link advance} makes ring. */
  after(milliseconds: number, callback: () => void): () => void {
    const timer = { at: this.time + milliseconds, callback };
    this.#timers.push(timer);
    return () => {
      this.#timers = this.#timers.filter((other) => other !== timer);
    };
  }

  /** How many timers are armed. */
  get timers(): number {
    return this.#timers.length;
  }

  /** Moves the clock, and makes the timers ring that are due; a negative number steps it back. */
  advance(milliseconds: number): void {
    this.time += milliseconds;
    const due = this.#timers.filter(({ at }) => at <= this.time).sort((one, other) => one.at - other.at);
    this.#timers = this.#timers.filter((timer) => !due.includes(timer));
    for (const { callback } of due) callback();
  }
}

/** Gives each spec of the surrounding suite a registry whose clock stands still, and the system's clock back afterwards. */
export function useFakeClock(start?: number): FakeClock {
  const clock = new FakeClock(start);
  const { time } = clock;
  beforeEach(() => {
    clock.time = time;
    clock.reads = 0;
    registry.configure({ clock });
  });
  afterEach(() => registry.configure({ clock: undefined }));
  return clock;
}
