import { type Clock, monotonicNow } from '../cache/clock.js';
import { parseDuration } from '../duration.js';
import type { ThawOptions } from '../options.js';

const GAP_MS = 30_000;
const STALLED_GAP_MS = 1_000;

/** Tells from the clocks whether the container was frozen while it had nothing to do. */
export class ThawDetector {
  #gap = GAP_MS;
  #stalledGap = STALLED_GAP_MS;
  #idleSince: { wall: number; monotonic: number } | undefined;

  constructor(private readonly clock: Clock) {}

  configure({ gap, stalledGap }: ThawOptions): void {
    this.#gap = parseDuration(gap) ?? GAP_MS;
    this.#stalledGap = parseDuration(stalledGap) ?? STALLED_GAP_MS;
  }

  /** The container has nothing to do from now on. */
  noteIdle(): void {
    this.#idleSince = { wall: this.clock.now(), monotonic: monotonicNow() };
  }

  /** True when it was frozen since it was last idle: the monotonic clock lost more than half of the gap, or the gap is very long. */
  wasFrozen(): boolean {
    if (this.#idleSince === undefined) return false;
    const gap = this.clock.now() - this.#idleSince.wall;
    const counted = monotonicNow() - this.#idleSince.monotonic;
    return gap > this.#gap || (gap > this.#stalledGap && counted < gap / 2);
  }
}
