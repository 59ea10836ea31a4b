/** A unit of CloudWatch's that metrics are emitted in. */
export type MetricUnit = 'Count' | 'Milliseconds' | 'Bytes';

/** The CloudWatch namespace of all metrics. */
export const NAMESPACE = 'warmscope';

/**
 * The dimensions: the Lambda function's name, and the name of the cached member or singleton in
 * `registry.stats()`. Metrics of the container have the first one only.
 */
export const DIMENSIONS = { function: 'function', member: 'member' } as const;

/** What is counted of a cached member since the last emission: names as in `registry.stats()`, with units. */
export const CACHE_COUNTERS = {
  hits: 'Count',
  staleHits: 'Count',
  misses: 'Count',
  joins: 'Count',
  bypasses: 'Count',
  loads: 'Count',
  loadErrors: 'Count',
  evictions: 'Count',
  expirations: 'Count',
  uncacheable: 'Count',
  loadMs: 'Milliseconds',
  savedMs: 'Milliseconds',
} as const satisfies Readonly<Record<string, MetricUnit>>;

/** What a cached member holds at the moment of emission. */
export const CACHE_LEVELS = {
  size: 'Count',
  bytes: 'Bytes',
} as const satisfies Readonly<Record<string, MetricUnit>>;

/** What is counted of a singleton since the last emission. */
export const SINGLETON_COUNTERS = {
  builds: 'Count',
  buildMs: 'Milliseconds',
  disposals: 'Count',
} as const satisfies Readonly<Record<string, MetricUnit>>;

/** What is counted of a container since the last emission; `coldStart` is 1 in its first one, else 0. */
export const CONTAINER_COUNTERS = {
  invocations: 'Count',
  thaws: 'Count',
  coldStart: 'Count',
} as const satisfies Readonly<Record<string, MetricUnit>>;

/** A counter of a cached member. */
export type CacheCounter = keyof typeof CACHE_COUNTERS;

/** Hits and stale hits: the calls that an entry answered, which the hit ratio counts. */
export const ANSWERED = ['hits', 'staleHits'] as const satisfies readonly CacheCounter[];

/** The calls that asked the cache, of which the hit ratio is: all but bypasses. */
export const ASKED = ['hits', 'staleHits', 'misses', 'joins'] as const satisfies readonly CacheCounter[];
