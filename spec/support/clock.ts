import { registry } from '../../src/index.js';

/** A wall clock that stands still until it is told to move, and counts how often it is read. */
export class FakeClock {
  reads = 0;

  constructor(public time = 1_700_000_000_000) {}

  now(): number {
    this.reads++;
    return this.time;
  }

  /** The stopwatch runs with the clock; it counts as no reading. */
  lap(): number {
    return this.time;
  }

  /** Moves the clock; a negative number steps it back. */
  advance(milliseconds: number): void {
    this.time += milliseconds;
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
