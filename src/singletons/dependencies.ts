import type { Version } from './version.js';

/** Those of the candidates that are among the roots, or were built with one of them, through any number of steps. */
export function withDependents(roots: ReadonlySet<Version>, candidates: Iterable<Version>): Set<Version> {
  const verdicts = new Map<Version, boolean>();
  const depends = (version: Version): boolean => {
    const known = verdicts.get(version);
    if (known !== undefined) return known;
    verdicts.set(version, roots.has(version));
    const verdict = roots.has(version) || [...version.dependencies].some(depends);
    verdicts.set(version, verdict);
    return verdict;
  };
  return new Set([...candidates].filter(depends));
}

/** These and all that they were built with. */
export function withDependencies(roots: Iterable<Version>): Set<Version> {
  const found = new Set(roots);
  // A set hands out what is added while it is walked.
  for (const version of found) for (const dependency of version.dependencies) found.add(dependency);
  return found;
}

/** Resolves when all is settled that a version was built with and that is still being built in an invocation; undefined where nothing is. */
export function dependenciesSettled(version: Version): Promise<unknown> | undefined {
  const open = [...withDependencies([version])].filter(
    ({ isSettled, origin, pending }) => !isSettled && origin > 0 && pending !== undefined,
  );
  return open.length === 0 ? undefined : Promise.allSettled(open.map(({ pending }) => pending));
}

/** An order for disposal: what was built with something goes before it, else the last created first. */
export function dependentsFirst(versions: readonly Version[]): Version[] {
  const lastFirst = [...versions].sort((one, other) => other.turn - one.turn);
  const dependents = new Map<Version, Version[]>(lastFirst.map((version) => [version, []]));
  for (const version of lastFirst) for (const dependency of version.dependencies) dependents.get(dependency)?.push(version);
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
