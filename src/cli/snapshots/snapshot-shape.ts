import { CACHE_COUNTERS, CACHE_LEVELS, SHARED_COUNTERS, SINGLETON_COUNTERS } from '../../metrics/names.js';
import type { RegistryStats } from '../../registry/registry-types.js';
import { numbered } from '../../registry/statistics.js';
import { VERSION } from '../../util/version.js';
import { UsageError } from '../usage-error.js';

/** What a field is; an amount is a number that only counts up, or a length of time. */
type Type = 'string' | 'number' | 'boolean' | 'amount';

/** The fields of each part of a snapshot that are read; others are ignored. */
const CONTAINER: Readonly<Record<string, Type>> = {
  id: 'string',
  provider: 'string',
  startedAt: 'number',
  coldStart: 'boolean',
  ...amounts('ageMs', 'invocations', 'thaws', 'thread'),
};
/** The fields of a row: its name, and amounts. */
const row = (...names: readonly string[]): Readonly<Record<string, Type>> => ({
  name: 'string',
  ...amounts(...names),
});
const CACHE = row(...Object.keys({ ...CACHE_COUNTERS, ...CACHE_LEVELS }), 'max');
const SINGLETON = row(...Object.keys(SINGLETON_COUNTERS), 'ageMs', 'idleMs');

/** The fields of a member that only one with a shared tier has. */
const SHARED = amounts(...Object.keys(SHARED_COUNTERS));

/** The greatest amount: beyond it numbers are no longer whole. */
const MOST = 2 ** 53;

/** The latest moment that a date can be, in epoch milliseconds. */
const LATEST = 8.64e15;

/** True for what means to be a snapshot, of whichever version. */
export function looksLikeSnapshot(value: unknown): value is object {
  return typeof value === 'object' && value !== null && 'container' in value && 'caches' in value;
}

/** A snapshot that has all that is read of it; throws UsageError, which names what is missing. */
export function checkedSnapshot(value: object, place: string): RegistryStats {
  const { container, caches, singletons } = value as Record<string, unknown>;
  if (Object(container).continuity !== undefined)
    throw new UsageError(
      `${place}: a difference of statsSince; what is read are snapshots of registry.stats()`,
    );
  checkFields(container, CONTAINER, 'container', place);
  for (const [name, rows, fields] of [
    ['caches', caches, CACHE],
    ['singletons', singletons, SINGLETON],
  ] as const) {
    if (!Array.isArray(rows)) throw otherVersion(place, `${name} is no array`);
    for (const [index, row] of rows.entries()) checkFields(row, fields, `${name}[${index}]`, place);
  }
  const snapshot = value as RegistryStats;
  for (const [index, row] of snapshot.caches.entries()) {
    const present = Object.entries(SHARED).filter(([field]) => field in row);
    checkFields(row, Object.fromEntries(present), `caches[${index}]`, place);
  }
  const { startedAt, ageMs } = snapshot.container;
  if (Math.abs(startedAt) + Math.abs(ageMs) > LATEST) throw otherVersion(place, 'its times are none');
  return { ...snapshot, caches: numbered(snapshot.caches), singletons: numbered(snapshot.singletons) };
}

function amounts(...names: readonly string[]): Readonly<Record<string, Type>> {
  return Object.fromEntries(names.map((name) => [name, 'amount']));
}

function checkFields(
  value: unknown,
  fields: Readonly<Record<string, Type>>,
  what: string,
  place: string,
): void {
  for (const [field, type] of Object.entries(fields)) {
    const found: unknown = Object(value)[field];
    if (found === undefined) throw otherVersion(place, `${what} has no ${field}`);
    const fault = faultOf(type, found);
    if (fault !== undefined) throw otherVersion(place, `${what}.${field} is ${fault}`);
  }
}

/** Why a value is none of a type; undefined where it is one. */
function faultOf(type: Type, value: unknown): string | undefined {
  const wanted = type === 'amount' ? 'number' : type;
  if (typeof value !== wanted || (wanted === 'number' && !Number.isFinite(value))) return `not a ${wanted}`;
  const isAmount = Number(value) >= 0 && Number(value) <= MOST;
  return type === 'amount' && !isAmount ? 'no number from 0 to 2 ** 53' : undefined;
}

function otherVersion(place: string, fault: string): UsageError {
  return new UsageError(
    `${place}: no snapshot that warmscope ${VERSION} can read: ${fault}; another version may have written it`,
  );
}
