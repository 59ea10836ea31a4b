import type { Version } from './version.js';

/**
 * Those of the candidates that are among the roots, or were built with one of them, through any number of
 * steps.
 */
export function withDependents(roots: ReadonlySet<Version>, candidates: ReadonlySet<Version>): Set<Version> {
  const found = new Set<Version>(roots);
  const dependents = dependentsOf(withDependencies(candidates));
  // A set hands out what is added while it is walked.
  for (const version of found) for (const dependent of dependents.get(version) ?? []) found.add(dependent);
  return new Set([...candidates].filter((version) => found.has(version)));
}

function dependentsOf(versions: Iterable<Version>): Map<Version, Version[]> {
  const dependents = new Map<Version, Version[]>();
  for (const version of versions)
    for (const dependency of version.dependencies) {
      const known = dependents.get(dependency);
      if (known === undefined) dependents.set(dependency, [version]);
      else known.push(version);
    }
  return dependents;
}

/** These and all that they were built with. */
export function withDependencies(roots: Iterable<Version>): Set<Version> {
  const found = new Set(roots);
  for (const version of found) for (const dependency of version.dependencies) found.add(dependency);
  return found;
}

/** What is still being built of a version and of all that it was built with. */
export function stillOpen(version: Version): Version[] {
  if (version.isClosed) return [];
  const reached = new Set([version]);
  for (const { dependencies } of reached)
    for (const dependency of dependencies) if (!dependency.isClosed) reached.add(dependency);
  const open = [...reached].filter(({ isSettled }) => !isSettled);
  if (open.length === 0) for (const closed of reached) closed.isClosed = true;
  return open;
}

/**
 * Resolves when all is settled that a version was built with and that is still being built in an invocation;
 * undefined where nothing is.
 */
export function dependenciesSettled(version: Version): Promise<unknown> | undefined {
  const open = stillOpen(version).filter(({ origin, pending }) => origin > 0 && pending !== undefined);
  return open.length === 0 ? undefined : Promise.allSettled(open.map(({ pending }) => pending));
}

/** True where a version, or anything that it was built with, was made of one invocation. */
export function isOfOne(version: Version): boolean {
  return [...withDependencies([version])].some(({ isScoped }) => isScoped);
}

/** An order for disposal: what was built with something goes before it, else the last created first. */
export function dependentsFirst(versions: readonly Version[]): Version[] {
  const lastFirst = [...versions].sort((one, other) => other.turn - one.turn);
  const dependents = new Map<Version, Version[]>(lastFirst.map((version) => [version, []]));
  for (const version of lastFirst)
    for (const dependency of version.dependencies) dependents.get(dependency)?.push(version);
  const ordered = new Set<Version>();
  const open = new Set<Version>();
  const place = (version: Version): void => {
    if (open.has(version)) return;
    open.add(version);
    dependents.get(version)?.forEach(place);
    ordered.add(version);
  };
  lastFirst.forEach(place);
  return [...ordered];
}
