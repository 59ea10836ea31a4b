import type { ContainerStats } from '../registry/container-stats.js';
import { registry } from '../registry/registry.js';
import type { RegistryStats } from '../registry/registry-types.js';
import type { CacheStats, SingletonStats } from '../registry/statistics.js';
import { checkStats } from './check-stats.js';

/**
 * Where the counters of a difference begin: `'continued'` at the earlier snapshot; at zero where they have
 * begun anew since (`'restarted'`: in another container, or one of them is smaller than it was), and where
 * the earlier snapshot has no row of that name (`'new'`).
 */
export type Continuity = 'continued' | 'restarted' | 'new';

/** What one cached method has done between two snapshots; `size`, `bytes` and `max` are of the later one. */
export interface CacheDifference extends CacheStats {
  /** Where its counters begin. */
  readonly continuity: Continuity;
}

/** What one singleton has done between two snapshots; its ages, `size` and `max` are those of the later. */
export interface SingletonDifference extends SingletonStats {
  /** Where its counters begin. */
  readonly continuity: Continuity;
}

/** What has happened between two snapshots: plain and JSON-safe, as these are. */
export interface StatsDifference {
  /** The later one's container, with its invocations and thaws since the earlier snapshot. */
  readonly container: ContainerStats & { readonly continuity: Exclude<Continuity, 'new'> };
  /** Each cached method of the later snapshot, whether it has done anything or not. */
  readonly caches: readonly CacheDifference[];
  /** Each singleton of the later snapshot. */
  readonly singletons: readonly SingletonDifference[];
  /** The names of rows that only the earlier snapshot has. */
  readonly gone: { readonly caches: readonly string[]; readonly singletons: readonly string[] };
}

/** What only grows of a container, and of its shared tier; of rows all numbers do but {@link LEVELS}. */
const CONTAINER = ['invocations', 'thaws'];
const TIER = ['questions', 'timeouts', 'opened'];
/** What goes up and down. */
const LEVELS = ['size', 'bytes', 'max', 'ageMs', 'idleMs'];

/**
 * What has happened since a snapshot: `registry.stats()` with differences in place of counters, row by row.
 * Counters that have begun anew meanwhile are told apart, and count from zero. Both may come out of JSON.
 * Default of `later`: the present. Throws InvalidOptionError for what is no snapshot.
 * @example
 * const before = registry.stats();
 * await handler(event, context);
 * for (const { name, hits, loads } of statsSince(before).caches) console.log({ name, hits, loads });
 */
export function statsSince(earlier: RegistryStats, later: RegistryStats = registry.stats()): StatsDifference {
  for (const stats of [earlier, later]) checkStats(stats, 'statsSince');
  const { container } = later;
  const isSame = container.id === earlier.container.id && container.startedAt === earlier.container.startedAt;
  const life = difference(earlier.container, container, isSame, CONTAINER);
  const isContinued = life.continuity === 'continued';
  const shared = container.shared && difference(earlier.container.shared, container.shared, isSame, TIER);
  return {
    container: { ...life, ...(shared && { shared }) } as StatsDifference['container'],
    caches: differences(earlier.caches, later.caches, isContinued),
    singletons: differences(earlier.singletons, later.singletons, isContinued),
    gone: {
      caches: missing(earlier.caches, later.caches),
      singletons: missing(earlier.singletons, later.singletons),
    },
  };
}

/** The differences of all rows of the later snapshot. */
function differences<Row extends { readonly name: string }>(
  earlier: readonly Row[],
  later: readonly Row[],
  isContinued: boolean,
): (Row & { readonly continuity: Continuity })[] {
  const before = new Map(earlier.map((row) => [row.name, row]));
  return later.map((row) => difference(before.get(row.name), row, isContinued));
}

function difference<Row extends object>(
  before: Row | undefined,
  row: Row,
  isContinued: boolean,
  growing = Object.keys(row).filter((field) => !LEVELS.includes(field)),
): Row & { readonly continuity: Continuity } {
  if (before === undefined) return { ...row, continuity: 'new' };
  const grown = growing.flatMap((field): [string, number][] => {
    const [is, was = 0] = [Reflect.get(row, field) as unknown, Reflect.get(before, field) as unknown];
    return typeof is === 'number' ? [[field, grownBy(is, Number(was))]] : [];
  });
  if (!isContinued || grown.some(([, by]) => by < 0)) return { ...row, continuity: 'restarted' };
  return { ...row, ...Object.fromEntries(grown), continuity: 'continued' };
}

/** A number to thousandths: of a millisecond no more is measured, and sums of halves and thirds are noise. */
export const thousandths = (value: number): number => Math.round(value * 1_000) / 1_000 || 0;

/** By how much a sum has grown: between rounded sums, so that all differences add up to the last sum. */
const grownBy = (is: number, was: number): number => thousandths(thousandths(is) - thousandths(was));

function missing(earlier: readonly { name: string }[], later: readonly { name: string }[]): string[] {
  const names = new Set(later.map(({ name }) => name));
  return earlier.flatMap(({ name }) => (names.has(name) ? [] : [name]));
}
