import type { Cache } from '../cache/cache.js';
import type { CacheCounters, SharedCounters } from '../cache/counters.js';
import type { Family } from '../singletons/family.js';
import type { Singleton } from '../singletons/singleton.js';
import { byteSamples } from './byte-samples.js';
import type { CachedMember } from './cached-member.js';

/**
 * What one cached method has done since the container started; plain and JSON-safe, never a key or a value.
 */
export interface CacheStats extends CacheCounters, Partial<SharedCounters> {
  /** `Class.method`, or the `name` option; a second member of one name gets `#2`. */
  readonly name: string;
  /** Entries now, expired ones that nobody has asked for included. */
  readonly size: number;
  /**
   * What the values take: the sum of what each weighs where `maxBytes`, `weigh` or a budget has them weighed,
   * else an estimate from a sample.
   */
  readonly bytes: number;
  /** Most entries there may be. */
  readonly max: number;
  /**
   * An estimate of the milliseconds that hits, stale ones included, have saved: each counts the average time
   * of the method's loads that had ended before it. It never falls.
   */
  readonly savedMs: number;
}

/** What one singleton, or a keyed member with all its clients, has done since the container started. */
export interface SingletonStats {
  /** The class, `Class.member`, or the `name` option; a second one of one name gets `#2`. */
  readonly name: string;
  /** Instances that were built; failed builds are not counted. */
  readonly builds: number;
  /** Milliseconds spent building, all builds together. */
  readonly buildMs: number;
  /** Instances whose disposal has begun. */
  readonly disposals: number;
  /** Milliseconds since the instance was built; 0 while there is none. Of a keyed member: of the oldest. */
  readonly ageMs: number;
  /** Milliseconds since the instance, or any client, was seen in use; a use is noted when somebody looks. */
  readonly idleMs: number;
  /** Clients that are kept; only of a keyed member. */
  readonly size?: number;
  /** Most clients that are kept; only of a keyed member. */
  readonly max?: number;
  /** How often a client had to make room for another; only of a keyed member. */
  readonly evictions?: number;
}

/** A method's counters as a snapshot. */
export function cacheStats(cache: Cache, max: number): CacheStats {
  byteSamples.look(cache.entries);
  return rowOf(cache, max);
}

/** The counters of several methods as a snapshot: a fraction of a millisecond for a thousand of them. */
export function cacheRows(members: readonly CachedMember[]): CacheStats[] {
  byteSamples.refresh(members.map(({ cache }) => cache.entries));
  return members.map(({ cache, plan }) => rowOf(cache, plan.max));
}

function rowOf(cache: Cache, max: number): CacheStats {
  cache.mend();
  const { label, counters, entries, savings, shared } = cache;
  const { staleHits, misses, joins, loads, loadErrors, evictions, expirations } = counters;
  const { bypasses, uncacheable, loadMs } = counters;
  const row = {
    name: label,
    hits: entries.hits,
    staleHits,
    misses,
    joins,
    loads,
    loadErrors,
    evictions,
    expirations,
    bypasses,
    uncacheable,
    loadMs,
    size: entries.size,
    bytes: byteSamples.bytesOf(entries),
    max,
    savedMs: Math.round(savings.ms),
  };
  return shared === undefined ? row : { ...row, ...shared };
}

/** A singleton's counters and ages as a snapshot. */
export function singletonStats({ client, current, host }: Singleton): SingletonStats {
  const now = host.clock.now();
  current?.noteUse(now, false);
  const since = (moment = now): number => Math.max(0, now - moment) || 0;
  return {
    name: client.label,
    ...client.counters,
    ageMs: since(current?.builtAt),
    idleMs: since(current?.usedAt),
  };
}

/** The counters of a keyed member as a snapshot, with the ages of its clients together. */
export function familyStats(family: Family): SingletonStats {
  const clients = family.kept();
  const rows = clients.map(singletonStats);
  return {
    name: family.client.label,
    ...family.client.counters,
    ageMs: Math.max(0, ...rows.map(({ ageMs }) => ageMs)),
    idleMs: rows.length && Math.min(...rows.map(({ idleMs }) => idleMs)),
    size: clients.length,
    max: family.max,
    evictions: family.evictions,
  };
}

/** Rows of statistics, no two of one name: `#2`, `#3` after names that came before. */
export function numbered<Row extends { readonly name: string }>(rows: readonly Row[]): Row[] {
  const seen = new Map<string, number>();
  return rows.map((row) => {
    const { name: label } = row;
    let name = label;
    let count = seen.get(label) ?? 1;
    // A user's own label may be another one's with a number.
    while (seen.has(name)) name = `${label}#${++count}`;
    seen.set(label, count);
    if (name === label) return row;
    seen.set(name, 1);
    return { ...row, name };
  });
}
