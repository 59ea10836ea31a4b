import type { CallKind, Observer } from './observer.js';

/** What one method's cache has counted since the container started. */
export interface CacheCounters {
  /** Calls answered by a fresh entry. */
  readonly hits: number;
  /** Calls answered by an entry past its ttl, as a freshness policy allowed. */
  staleHits: number;
  /** Calls that found nothing to serve and led a load. */
  misses: number;
  /** Calls that joined a load in flight. */
  joins: number;
  /** Runs of the method itself, bypasses not counted. */
  loads: number;
  /** Loads that threw or rejected. */
  loadErrors: number;
  /** Entries that gave way to a bound. */
  evictions: number;
  /** Entries dropped because their ttl was over, or nobody had read them for longer than `maxIdle`. */
  expirations: number;
  /** Calls that neither read nor wrote the cache. */
  bypasses: number;
  /** Results returned but not stored: one-shot, or refused by `store` or `ttl`. */
  uncacheable: number;
  /** Milliseconds spent in loads. */
  loadMs: number;
}

/** What a cache counts itself; its entries count the hits, as these are to cost next to nothing. */
export type Counters = Omit<CacheCounters, 'hits'>;

/** Counters at zero: a plain object, as one with a getter is slow at everything that is counted in it. */
export function newCounters(): Counters {
  return {
    staleHits: 0,
    misses: 0,
    joins: 0,
    loads: 0,
    loadErrors: 0,
    evictions: 0,
    expirations: 0,
    bypasses: 0,
    uncacheable: 0,
    loadMs: 0,
  };
}

/** Where one method's calls are counted. */
export type Counted = Pick<Counting, 'counters' | 'entries'>;

/** A cache, as far as its calls are counted. */
export interface Counting {
  readonly label: string;
  readonly counters: Counters;
  readonly entries: Pick<CacheCounters, 'hits'>;
  readonly host: { readonly observer?: Observer | undefined };
}

/** Counts a call that is no plain hit. */
export function countCall({ counters, host, label }: Counting, kind: CallKind): void {
  counters[kind]++;
  host.observer?.called(label, kind);
}

/** What the shared tier has done for one method since the container started. */
export interface SharedCounters {
  /** Calls answered by a fresh entry of the store. */
  readonly sharedHits: number;
  /** Calls answered by a stale entry of the store. */
  readonly sharedStale: number;
  /** Calls that found nothing to serve in the store. */
  readonly sharedMisses: number;
  /** Calls that waited for another container's load. */
  readonly leaseWaits: number;
  /** Calls that the store did not answer, and values that it did not take. */
  readonly sharedErrors: number;
  /** Entries of the store that were refused: damaged, another key's, or no longer of this shape. */
  readonly refused: number;
}
