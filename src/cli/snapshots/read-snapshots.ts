import type { RegistryStats } from '../../registry/registry-types.js';
import { reasonOf, shown, UsageError } from '../usage-error.js';
import { type Found, findIn } from './find-snapshots.js';
import { textOf } from './text-file.js';

/** The snapshots of some files. */
interface Snapshots {
  /** At least one snapshot: those of one container after the other, each by age. */
  readonly snapshots: readonly RegistryStats[];
  /** The function's memory in MB, where Lambda's log lines in the files agree on one. */
  readonly memory: number | undefined;
}

/** The snapshots in these files, `-` for standard input; throws UsageError. */
export function readSnapshots(paths: readonly string[]): Snapshots {
  const found: Found = { snapshots: [], memory: new Set() };
  for (const path of new Set(paths)) {
    const before = found.snapshots.length;
    const place = path === '-' ? 'stdin' : shown(path);
    findIn(textIn(path, place), place, found);
    if (found.snapshots.length === before)
      throw new UsageError(`${place}: no snapshot in it: log JSON.stringify(registry.stats())`);
  }
  const [memory, ...others] = found.memory;
  return { snapshots: inOrder(found.snapshots), memory: others.length === 0 ? memory : undefined };
}

function textIn(path: string, place: string): string {
  try {
    return textOf(path);
  } catch (error) {
    throw new UsageError(`cannot read ${place}: ${reasonOf(error)}`);
  }
}

/** Each snapshot once, by the start of its container, then by age. */
function inOrder(snapshots: readonly RegistryStats[]): RegistryStats[] {
  const different = new Map(snapshots.map((snapshot) => [JSON.stringify(snapshot), snapshot]));
  return [...different.values()].sort(
    ({ container: one }, { container: other }) =>
      one.startedAt - other.startedAt ||
      (one.id < other.id ? -1 : Number(one.id > other.id)) ||
      one.ageMs - other.ageMs,
  );
}
