import { expect } from './checks.js';
import type { Life } from './deployment.js';

/** The lines of a log that are in CloudWatch's embedded metric format. */
export const metricLines = (log: string): string[] => log.split('\n').filter((line) => line.startsWith('{"_aws":'));

const FIGURES = ['hits', 'joins', 'misses', 'loads', 'evictions', 'expirations'] as const;

/** What the containers have emitted must add up to what their registries have counted. */
export function checkMetrics(log: string, lives: readonly Life[]): void {
  const emitted = metricLines(log).map((line): Record<string, unknown> => JSON.parse(line));
  const sumOf = (figure: string): number => emitted.reduce((sum, line) => sum + Number(line[figure] ?? 0), 0);
  const last = lives.flatMap(({ snapshots }) => snapshots.slice(-1));
  for (const figure of FIGURES) {
    const counted = last.flatMap(({ caches }) => caches).reduce((sum, cache) => sum + cache[figure], 0);
    expect('The metrics of all containers', figure, sumOf(figure), counted);
  }
  const invocations = last.reduce((sum, { container }) => sum + container.invocations, 0);
  expect('The metrics of all containers', 'invocations', sumOf('invocations'), invocations);
}
