import type { CacheStats } from 'warmscope';
import { formatStats } from 'warmscope/metrics';
import type { Life, Measurement } from './deployment.js';
import { MEMORY_MB } from './lambda/function-options.js';
import { sumOf } from './table.js';

/** The lines under the table: how the two functions compare, and what the registry of each container says. */
export function summary(warmscope: readonly Measurement[], plain: readonly Measurement[], lives: readonly Life[]): string[] {
  const saved = lives.reduce((sum, life) => sum + (reportsCache(life)?.savedMs ?? 0), 0);
  return [
    '',
    'Milliseconds are what the caller waits for: a cold start includes starting the process and its init phase.',
    'The plain handler builds a client for every invocation and computes every report anew. S3 answers from this machine.',
    `All, cold starts included: ${comparison(warmscope, plain)}`,
    `Warm invocations only:     ${comparison(warm(warmscope), warm(plain))}`,
    '',
    'formatStats(registry.stats()) of each container with warmscope, after its last invocation:',
    ...lives.flatMap(lifeLines),
    '',
    `Time the cache saved, by the registries' own account: ${saved.toFixed(1)} ms of loading.`,
    '',
    'Both functions gave equal answers to every event, and every cost was as the script expects.',
  ];
}

function comparison(warmscope: readonly Measurement[], plain: readonly Measurement[]): string {
  const [cached, uncached] = [warmscope, plain].map((side) => sumOf(side, ({ milliseconds }) => milliseconds)) as [number, number];
  return `${cached.toFixed(1)} ms with warmscope, ${uncached.toFixed(1)} ms plain: ${(uncached / cached).toFixed(1)} times as fast`;
}

function warm(measurements: readonly Measurement[]): Measurement[] {
  return measurements.filter(({ cold }) => !cold);
}

function lifeLines({ container, number, snapshots }: Life): string[] {
  const registry = snapshots.at(-1);
  if (!registry) return [];
  const which = number === 1 ? container : `${container} after recycling`;
  const lines = formatStats(registry, { width: 150, memory: MEMORY_MB }).split('\n');
  return ['', `${which}:`, ...lines.map((line) => (line === '' ? '' : `  ${line}`))];
}

function reportsCache({ snapshots }: Life): CacheStats | undefined {
  return snapshots.at(-1)?.caches.find(({ name }) => name === 'Reports.report');
}
