import { container } from '../registry/global.js';
import { registry } from '../registry/registry.js';
import type { RegistryStats } from '../registry/registry-types.js';
import { singletons } from '../registry/singletons.js';

/** A number for whatever counts, which stays its own: names may be another's later. */
const serials = /* @__PURE__ */ new WeakMap<object, number>();
let last = 0;

function serialOf(owner: object): number {
  const serial = serials.get(owner) ?? ++last;
  serials.set(owner, serial);
  return serial;
}

/** A snapshot with the numbers of those that its rows are of, in their order. */
export interface OwnedSnapshot {
  readonly stats: RegistryStats;
  readonly caches: readonly number[];
  readonly singletons: readonly number[];
}

/** The present. What is listed stays alive until this is done, so rows and owners are as many. */
export function ownedSnapshot(): OwnedSnapshot {
  const clients = singletons.in(container)?.directory.listed() ?? [];
  const owners = {
    caches: container.caches.members().map(({ cache }) => serialOf(cache)),
    singletons: clients.map(serialOf),
  };
  return { stats: registry.stats(), ...owners };
}

/**
 * An earlier snapshot with the names that its rows have in a later one, without those that are gone: a member
 * loses its `#2` when its namesake is collected, and another one may be made of the same name.
 */
export function asNamedIn(later: OwnedSnapshot, { stats, ...earlier }: OwnedSnapshot): RegistryStats {
  return {
    container: stats.container,
    caches: renamed(stats.caches, earlier.caches, later.stats.caches, later.caches),
    singletons: renamed(stats.singletons, earlier.singletons, later.stats.singletons, later.singletons),
  };
}

function renamed<Row extends { readonly name: string }>(
  rows: readonly Row[],
  owners: readonly number[],
  laterRows: readonly Row[],
  laterOwners: readonly number[],
): Row[] {
  const names = new Map(laterOwners.map((owner, at) => [owner, laterRows[at]?.name]));
  return rows.flatMap((row, at) => {
    const name = names.get(owners[at] ?? 0);
    return name === undefined ? [] : [{ ...row, name }];
  });
}
