import { CACHE_COUNTERS, CACHE_LEVELS, SINGLETON_COUNTERS } from '../../metrics/names.js';
import type { RegistryStats } from '../../registry/registry-types.js';
import { VERSION } from '../../util/version.js';
import { UsageError } from '../usage-error.js';

type Type = 'string' | 'number' | 'boolean';

/** The fields of each part of a snapshot that are read; others are ignored. */
const CONTAINER: Readonly<Record<string, Type>> = {
  id: 'string',
  provider: 'string',
  startedAt: 'number',
  ageMs: 'number',
  coldStart: 'boolean',
  invocations: 'number',
  thaws: 'number',
  thread: 'number',
};
/** The fields of a row: its name, and numbers. */
const row = (...numbers: readonly string[]): Readonly<Record<string, Type>> => ({
  name: 'string',
  ...Object.fromEntries(numbers.map((number) => [number, 'number'])),
});
const CACHE = row(...Object.keys({ ...CACHE_COUNTERS, ...CACHE_LEVELS }), 'max');
const SINGLETON = row(...Object.keys(SINGLETON_COUNTERS), 'ageMs', 'idleMs');

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
  const { startedAt, ageMs } = snapshot.container;
  if (Math.abs(startedAt) + Math.abs(ageMs) > LATEST) throw otherVersion(place, 'its times are none');
  return snapshot;
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
    const isSound = typeof found === type && (type !== 'number' || Number.isFinite(found));
    if (!isSound) throw otherVersion(place, `${what}.${field} is not a ${type}`);
  }
}

function otherVersion(place: string, fault: string): UsageError {
  return new UsageError(
    `${place}: no snapshot that warmscope ${VERSION} can read: ${fault}; another version may have written it`,
  );
}
