import type { Wait } from '../context/wait.js';
import type { Version } from './version.js';

/** Versions and all that they were built with. */
export function withDependencies(roots: Iterable<Version>): Set<Version> {
  const found = new Set(roots);
  // A set that is walked also gives what is added meanwhile.
  for (const { dependencies } of found) for (const dependency of dependencies) found.add(dependency);
  return found;
}

/** The candidates that are roots, or were built with one of these through any number of steps. */
export function dependentsAmong(candidates: Iterable<Version>, roots: ReadonlySet<Version>): Version[] {
  if (roots.size === 0) return [];
  const isAmong = (one: Version): boolean =>
    one.dependencies.size === 0
      ? roots.has(one)
      : [...withDependencies([one])].some((needed) => roots.has(needed));
  return [...candidates].filter(isAmong);
}

/** The first builds on each way along what waits for some waits, or what these wait for. */
export function nearestBuilds(from: Iterable<Wait>, along: 'awaitedBy' | 'waitsFor'): Version[] {
  const found: Version[] = [];
  const seen = new Set(from);
  for (const wait of seen) {
    if (isBuild(wait) && !wait.isFenced) found.push(wait);
    else for (const next of wait[along]()) seen.add(next);
  }
  return found;
}

/** Told by a property, as the wait may be of another copy of the package. */
function isBuild(wait: Wait): wait is Version {
  return 'dependencies' in wait;
}

/** What is still being built of a version and all that it was built with. */
export function stillOpen(version: Version): Version[] {
  return [...withDependencies([version])].filter(({ isSettled }) => !isSettled);
}

/** Resolves when those of them are settled that were begun in an invocation; undefined if there are none. */
export function dependenciesSettled(version: Version): Promise<unknown> | undefined {
  const open = stillOpen(version).flatMap(({ origin, pending }) => (origin > 0 && pending) || []);
  return open.length === 0 ? undefined : Promise.allSettled(open);
}

/** Versions in the order of their disposal: dependents first, else the last created first. */
export function dependentsFirst(versions: readonly Version[]): Version[] {
  const seen = new Set<Version>();
  const dependenciesFirst: Version[] = [];
  const place = (version: Version): void => {
    if (seen.has(version)) return;
    seen.add(version);
    version.dependencies.forEach(place);
    dependenciesFirst.push(version);
  };
  [...versions].sort((one, other) => one.turn - other.turn).forEach(place);
  const wanted = new Set(versions);
  return dependenciesFirst.reverse().filter((version) => wanted.has(version));
}

/**
 * Versions in groups that need not wait for each other's disposal: each keyed client that none of the others
 * has to do with is one, the last created first; all the rest are one.
 */
export function apart(versions: readonly Version[]): Version[][] {
  const all = new Set(versions);
  const needed = new Set(versions.flatMap(({ dependencies }) => [...dependencies]));
  const isAlone = (version: Version): boolean =>
    version.client.kind === 'keyed' &&
    !needed.has(version) &&
    ![...version.dependencies].some((dependency) => all.has(dependency));
  const rest = versions.filter((version) => !isAlone(version));
  const alone = dependentsFirst(versions.filter(isAlone)).map((version) => [version]);
  return rest.length === 0 ? alone : [rest, ...alone];
}
