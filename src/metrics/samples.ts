import {
  CACHE_COUNTERS,
  CACHE_LEVELS,
  CONTAINER_COUNTERS,
  type MetricUnit,
  SINGLETON_COUNTERS,
} from './names.js';
import type { StatsDifference } from './stats-since.js';

/** The name of a metric, as `registry.stats()` has it. */
export type MetricName =
  | keyof typeof CACHE_COUNTERS
  | keyof typeof CACHE_LEVELS
  | keyof typeof SINGLETON_COUNTERS
  | keyof typeof CONTAINER_COUNTERS;

/** One number to be published. */
export interface Reading {
  readonly name: MetricName;
  readonly unit: MetricUnit;
  readonly value: number;
}

/** What there is to say of a member, or of the container where there is no name. */
export interface Sample {
  readonly member: string | undefined;
  readonly readings: readonly Reading[];
}

type Units = Readonly<Record<string, MetricUnit>>;

/** The names of all metrics. */
export const METRIC_NAMES: readonly string[] = /* @__PURE__ */ [
  CACHE_COUNTERS,
  CACHE_LEVELS,
  SINGLETON_COUNTERS,
  CONTAINER_COUNTERS,
].flatMap((units) => Object.keys(units));

/** What has happened between two snapshots, without members in which nothing has. */
export function samplesOf({ container, caches, singletons }: StatsDifference): Sample[] {
  const coldStart = container.coldStart && container.continuity === 'restarted' ? 1 : 0;
  return [
    { member: undefined, readings: counted({ ...container, coldStart }, CONTAINER_COUNTERS) },
    ...caches.map((row) => sampleOf(row, CACHE_COUNTERS, CACHE_LEVELS)),
    ...singletons.map((row) => sampleOf(row, SINGLETON_COUNTERS, {})),
  ].filter(({ readings }) => readings.length > 0);
}

function sampleOf(row: { readonly name: string }, counters: Units, levels: Units): Sample {
  const moved = counted(row, counters);
  return { member: row.name, readings: moved.length === 0 ? [] : [...moved, ...readingsOf(row, levels)] };
}

const counted = (row: object, units: Units): Reading[] =>
  readingsOf(row, units).filter(({ value }) => value !== 0);

function readingsOf(row: object, units: Units): Reading[] {
  return Object.entries(units).map(([name, unit]) => ({
    name: name as MetricName,
    unit,
    value: Number(Reflect.get(row, name)),
  }));
}
