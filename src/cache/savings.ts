import type { CacheCounters } from './counters.js';

/**
 * An estimate of the milliseconds that one method's hits have saved: each counts the average time of the
 * loads that had ended before it. So it never falls, and costs a hit nothing.
 */
export class Savings {
  readonly #counters: Pick<CacheCounters, 'hits' | 'staleHits' | 'loadMs'>;
  #saved = 0;
  /** Hits that have been valued. */
  #valued = 0;
  #loads = 0;

  constructor(counters: Pick<CacheCounters, 'hits' | 'staleHits' | 'loadMs'>) {
    this.#counters = counters;
  }

  /** Counts what a load took. */
  add(milliseconds: number): void {
    this.#value();
    this.#loads++;
    this.#counters.loadMs += milliseconds;
  }

  /** Milliseconds saved so far. */
  get ms(): number {
    this.#value();
    return this.#saved;
  }

  /** Values the hits since the last load. */
  #value(): void {
    const { hits, staleHits, loadMs } = this.#counters;
    const served = hits + staleHits;
    if (this.#loads > 0) this.#saved += (served - this.#valued) * (loadMs / this.#loads);
    this.#valued = served;
  }
}
