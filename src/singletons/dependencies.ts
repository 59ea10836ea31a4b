import type { Wait } from '../context/wait.js';
import type { Version } from './version.js';

/** These and all that they were built with. */
export function withDependencies(roots: Iterable<Version>): Set<Version> {
  const found = new Set(roots);
  // A set hands out what is added while it is walked.
  for (const { dependencies } of found) for (const dependency of dependencies) found.add(dependency);
  return found;
}

/** Those that are among the roots, or were built with one of them, through any number of steps. */
export function dependentsAmong(candidates: Iterable<Version>, roots: ReadonlySet<Version>): Version[] {
  if (roots.size === 0) return [];
  return [...candidates].filter((one) => [...withDependencies([one])].some((needed) => roots.has(needed)));
}

/** The nearest builds that are to be kept, along what waits for a wait, or what it waits for. */
export function nearestBuilds(from: Iterable<Wait>, along: 'awaitedBy' | 'waitsFor'): Version[] {
  const found: Version[] = [];
  const seen = new Set(from);
  for (const wait of seen) {
    if (isBuild(wait) && !wait.isFenced) found.push(wait);
    else for (const next of wait[along] ?? []) seen.add(next);
  }
  return found;
}

/** By its shape, as it may be of another copy of the package. */
function isBuild(wait: Wait): wait is Version {
  return 'dependencies' in wait;
}

/** What is still being built of a version and of all that it was built with. */
export function stillOpen(version: Version): Version[] {
  return [...withDependencies([version])].filter(({ isSettled }) => !isSettled);
}

/** Resolves when all of that is settled which was begun in an invocation; undefined where nothing is left. */
export function dependenciesSettled(version: Version): Promise<unknown> | undefined {
  const open = stillOpen(version).flatMap(({ origin, pending }) => (origin > 0 && pending) || []);
  return open.length === 0 ? undefined : Promise.allSettled(open);
}

/** An order for disposal: what was built with something goes before it, else the last created first. */
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
  return dependenciesFirst.reverse().filter((version) => versions.includes(version));
}
