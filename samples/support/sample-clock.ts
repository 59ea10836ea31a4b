/** A wall clock that moves only when it is told to, so that a sample can show six minutes without waiting. */
export class SampleClock {
  #time = Date.parse('2026-11-02T09:00:00Z');

  now(): number {
    return this.#time;
  }

  advance(milliseconds: number): void {
    this.#time += milliseconds;
  }
}
