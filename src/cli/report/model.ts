import type { RegistryStats } from '../../registry/registry-types.js';
import type { CacheStats, SingletonStats } from '../../registry/statistics.js';
import { added } from './figures.js';

/** One container with its snapshots, the oldest first. */
export interface Container {
  readonly id: string;
  /** The id as the page shows it: cut short where that tells the containers apart. */
  readonly label: string;
  readonly snapshots: readonly RegistryStats[];
  readonly last: RegistryStats;
}

/** What one snapshot says of a member. */
export interface Reading {
  /** Epoch milliseconds. */
  readonly time: number;
  readonly stats: CacheStats;
}

/** A member in one of the containers. */
export interface MemberInContainer {
  readonly container: Container;
  /** The index of the container among those that have the member. */
  readonly index: number;
  readonly readings: readonly Reading[];
  readonly last: CacheStats;
}

/** A cached member in all containers. */
export interface Member {
  readonly name: string;
  readonly containers: readonly MemberInContainer[];
  /** The last statistics of all containers, added up. */
  readonly total: CacheStats;
}

/** A singleton in all containers. */
export interface SingletonTotal {
  readonly name: string;
  readonly containers: number;
  readonly total: Pick<SingletonStats, 'builds' | 'buildMs' | 'disposals'>;
}

/** What a page shows. */
export interface Model {
  readonly containers: readonly Container[];
  readonly members: readonly Member[];
  readonly singletons: readonly SingletonTotal[];
  /** Epoch milliseconds of the first and the last snapshot. */
  readonly from: number;
  readonly to: number;
  readonly snapshots: number;
}

/** Epoch milliseconds at which a snapshot was taken. */
export const timeOf = ({ container }: RegistryStats): number => container.startedAt + container.ageMs;

/** What a page shows of these snapshots, which are in order. */
export function modelOf(snapshots: readonly RegistryStats[]): Model {
  const times = snapshots.map(timeOf);
  const containers = containersOf(snapshots);
  return {
    containers,
    members: membersOf(containers),
    singletons: singletonsOf(containers),
    from: times.reduce((one, other) => Math.min(one, other)),
    to: times.reduce((one, other) => Math.max(one, other)),
    snapshots: snapshots.length,
  };
}

const SHORT_ID = 8;

function containersOf(snapshots: readonly RegistryStats[]): Container[] {
  const byId = [...grouped(snapshots, ({ container }) => container.id)];
  const short = new Set(byId.map(([id]) => id.slice(0, SHORT_ID)));
  const areDifferent = short.size === byId.length;
  return byId.map(([id, own]) => {
    const label = areDifferent ? id.slice(0, SHORT_ID) : id;
    return { id, label, snapshots: own, last: own.at(-1) as RegistryStats };
  });
}

/** Members by name, those with most time saved first. */
function membersOf(containers: readonly Container[]): Member[] {
  const names = new Set(containers.flatMap(({ last }) => last.caches.map(({ name }) => name)));
  const members = [...names].map((name): Member => {
    const readings = containers.map((container) => readingsOf(name, container));
    const present = readings.filter((one) => one !== undefined).map((one, index) => ({ ...one, index }));
    return { name, containers: present, total: added(present.map(({ last }) => last)) };
  });
  return members.sort((one, other) => other.total.savedMs - one.total.savedMs);
}

function readingsOf(name: string, container: Container): Omit<MemberInContainer, 'index'> | undefined {
  const readings = container.snapshots.flatMap((snapshot) => {
    const stats = snapshot.caches.find((cache) => cache.name === name);
    return stats === undefined ? [] : [{ time: timeOf(snapshot), stats }];
  });
  const last = container.last.caches.find((cache) => cache.name === name);
  return last === undefined ? undefined : { container, readings, last };
}

function singletonsOf(containers: readonly Container[]): SingletonTotal[] {
  const rows = grouped(
    containers.flatMap(({ last }) => last.singletons),
    ({ name }) => name,
  );
  return [...rows].map(([name, stats]) => {
    const sum = (figure: 'builds' | 'buildMs' | 'disposals'): number =>
      stats.reduce((total, one) => total + one[figure], 0);
    const total = { builds: sum('builds'), buildMs: sum('buildMs'), disposals: sum('disposals') };
    return { name, containers: stats.length, total };
  });
}

function grouped<T>(values: readonly T[], keyOf: (value: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const value of values) {
    const key = keyOf(value);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [value]);
    else group.push(value);
  }
  return groups;
}
