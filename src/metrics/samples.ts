import {
  CACHE_COUNTERS,
  CACHE_LEVELS,
  CONTAINER_COUNTERS,
  type MetricUnit,
  SHARED_COUNTERS,
  SINGLETON_COUNTERS,
  TIER_COUNTERS,
  TIER_LEVELS,
  TIER_NAMES,
} from './names.js';
import { type StatsDifference, thousandths } from './stats-since.js';

/** The name of a metric, as `registry.stats()` has it. */
export type MetricName =
  | keyof typeof CACHE_COUNTERS
  | keyof typeof CACHE_LEVELS
  | keyof typeof SHARED_COUNTERS
  | keyof typeof SINGLETON_COUNTERS
  | keyof typeof CONTAINER_COUNTERS
  | keyof typeof TIER_NAMES;

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

/** All that is counted, and all that is a level, by name with its unit. */
export const COUNTERS: Units = {
  ...CACHE_COUNTERS,
  ...SHARED_COUNTERS,
  ...SINGLETON_COUNTERS,
  ...CONTAINER_COUNTERS,
  ...TIER_COUNTERS,
};
export const LEVELS: Units = { ...CACHE_LEVELS, ...TIER_LEVELS };

/** The names of all metrics. */
export const METRIC_NAMES: readonly string[] = /* @__PURE__ */ Object.keys({ ...COUNTERS, ...LEVELS });

/** What has happened between two snapshots, without members in which nothing has. */
export function samplesOf({ container, caches, singletons }: StatsDifference): Sample[] {
  const coldStart = container.coldStart && container.continuity === 'restarted' ? 1 : 0;
  return [
    { member: undefined, readings: readingsOfContainer(container, coldStart) },
    ...caches.map((row) => sampleOf(row, { ...CACHE_COUNTERS, ...SHARED_COUNTERS }, CACHE_LEVELS)),
    ...singletons.map((row) => sampleOf(row, SINGLETON_COUNTERS, {})),
  ].filter(({ readings }) => readings.length > 0);
}

function sampleOf(row: { readonly name: string }, counters: Units, levels: Units): Sample {
  const moved = counted(row, counters);
  return { member: row.name, readings: moved.length === 0 ? [] : [...moved, ...readingsOf(row, levels)] };
}

/** A level of the tier is told while it has something, and whenever its store was asked. */
function readingsOfContainer(container: StatsDifference['container'], coldStart: number): Reading[] {
  const entries = Object.entries(TIER_NAMES).map(([name, field]) => [name, container.shared?.[field]]);
  const tier = Object.fromEntries(entries) as object;
  const asked = counted(tier, TIER_COUNTERS);
  const left = asked.length > 0 ? readingsOf(tier, TIER_LEVELS) : counted(tier, TIER_LEVELS);
  return [...counted({ ...container, coldStart }, CONTAINER_COUNTERS), ...asked, ...left];
}

const counted = (row: object, units: Units): Reading[] =>
  readingsOf(row, units).filter(({ value }) => value !== 0);

/** What a row has of these metrics; what it has no number of is left out. */
function readingsOf(row: object, units: Units): Reading[] {
  return Object.entries(units).flatMap(([name, unit]): Reading[] => {
    const value: unknown = Reflect.get(row, name);
    return Number.isFinite(value)
      ? [{ name: name as MetricName, unit, value: thousandths(Number(value)) }]
      : [];
  });
}
