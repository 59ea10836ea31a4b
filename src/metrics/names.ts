import type { ContainerStats } from '../registry/container-stats.js';
import type { CacheStats } from '../registry/statistics.js';

/** A unit of CloudWatch's that metrics are emitted in. */
export type MetricUnit = 'Count' | 'Milliseconds' | 'Bytes';

/** The CloudWatch namespace of all metrics. */
export const NAMESPACE = 'warmscope';

/**
 * The dimensions: the Lambda function's name, and the name of the cached member or singleton in
 * `registry.stats()`. Metrics of the container have the first one only.
 */
export const DIMENSIONS = { function: 'function', member: 'member' } as const;

/** The most characters that CloudWatch takes as the value of a dimension. */
const LONGEST_DIMENSION = 1_024;

/** A name as CloudWatch takes it for the value of a dimension: printable ASCII, the rest percent-encoded. */
export const dimensionValue = (name: string): string =>
  name
    .replaceAll(/\p{Surrogate}/gu, '\ufffd')
    .replaceAll(/[^\x20-\x7e]/gu, (character) => encodeURIComponent(character))
    .slice(0, LONGEST_DIMENSION);

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

/** What the shared tier has done for a cached member that uses it, since the last emission. */
export const SHARED_COUNTERS = {
  sharedHits: 'Count',
  sharedStale: 'Count',
  sharedMisses: 'Count',
  leaseWaits: 'Count',
  sharedErrors: 'Count',
  refused: 'Count',
} as const satisfies Readonly<Partial<Record<keyof CacheStats, MetricUnit>>>;

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

/** What is counted of a container's shared tier since the last emission. */
export const TIER_COUNTERS = {
  sharedQuestions: 'Count',
  sharedTimeouts: 'Count',
  sharedOpened: 'Count',
} as const satisfies Readonly<Record<string, MetricUnit>>;

/** What a container's shared tier has left to do at the moment of emission. */
export const TIER_LEVELS = {
  sharedPending: 'Count',
} as const satisfies Readonly<Record<string, MetricUnit>>;

/** The metrics of a container's shared tier, by what `registry.stats().container.shared` calls them. */
export const TIER_NAMES = {
  sharedQuestions: 'questions',
  sharedTimeouts: 'timeouts',
  sharedOpened: 'opened',
  sharedPending: 'pendingInvalidations',
} as const satisfies Readonly<Record<string, keyof NonNullable<ContainerStats['shared']>>>;

/** A counter of a cached member. */
export type CacheCounter = keyof typeof CACHE_COUNTERS;

/** A counter of a cached member that uses the shared tier. */
export type SharedCounter = keyof typeof SHARED_COUNTERS;

/** Hits and stale hits: the calls that an entry answered, which the hit ratio counts. */
export const ANSWERED = ['hits', 'staleHits'] as const satisfies readonly CacheCounter[];

/** The calls that asked the cache, of which the hit ratio is: all but bypasses. */
export const ASKED = ['hits', 'staleHits', 'misses', 'joins'] as const satisfies readonly CacheCounter[];
