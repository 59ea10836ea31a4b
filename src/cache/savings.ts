import type { Counted } from './counters.js';

/**
 * An estimate of the milliseconds that one method's hits have saved: each counts the average time of the
 * loads that had ended before it. So it never falls, and costs a hit nothing.
 */
export class Savings {
  readonly #cache: Counted;
  #saved = 0;
  /** Hits that have been valued. */
  #valued = 0;
  #loads = 0;

  constructor(cache: Counted) {
    this.#cache = cache;
  }

  /** Counts what a load took. */
  add(milliseconds: number): void {
    this.#value();
    this.#loads++;
    this.#cache.counters.loadMs += milliseconds;
  }

  /** Milliseconds saved so far. */
  get ms(): number {
    this.#value();
    return this.#saved;
  }

  /** Values the hits since the last load. */
  #value(): void {
    const { counters, entries } = this.#cache;
    const served = entries.hits + counters.staleHits;
    if (this.#loads > 0) this.#saved += (served - this.#valued) * (counters.loadMs / this.#loads);
    this.#valued = served;
  }
}
