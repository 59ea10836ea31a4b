import type { CacheStats, RegistryStats, SingletonStats } from '../../src/index.js';

/** A member's statistics with these figures, all others zero. */
export function cacheStats(name: string, figures: Partial<CacheStats> = {}): CacheStats {
  const calls = { hits: 0, staleHits: 0, misses: 0, joins: 0, bypasses: 0 };
  const loads = { loads: 0, loadErrors: 0, loadMs: 0, savedMs: 0, uncacheable: 0 };
  return { name, ...calls, ...loads, evictions: 0, expirations: 0, size: 0, bytes: 0, max: 1000, ...figures };
}

/** A singleton's statistics with these figures, all others zero. */
export function singletonStats(name: string, figures: Partial<SingletonStats> = {}): SingletonStats {
  return { name, builds: 0, buildMs: 0, disposals: 0, ageMs: 0, idleMs: 0, ...figures };
}

/** What a container is that says nothing else. */
const CONTAINER: RegistryStats['container'] = {
  id: '3b0f3a52-6f1d-4c55-9d0a-2f6f2c1f7a11',
  provider: 'aws-lambda',
  startedAt: Date.UTC(2026, 10, 29, 12),
  ageMs: 0,
  coldStart: false,
  invocations: 0,
  thaws: 0,
  thread: 0,
};

/** A container's statistics. */
export function snapshot(
  container: Partial<RegistryStats['container']>,
  caches: CacheStats[] = [],
  singletons: SingletonStats[] = [],
): RegistryStats {
  return { container: { ...CONTAINER, ...container }, caches, singletons };
}
