import type { Generation } from './generation.js';
import type { Singleton } from './singleton.js';

/** Tells whether a generation is one of these, or was built with one of them, through any number of steps. */
export function dependsOn(roots: ReadonlySet<Generation>): (generation: Generation) => boolean {
  const verdicts = new Map<Generation, boolean>();
  const depends = (generation: Generation): boolean => {
    const known = verdicts.get(generation);
    if (known !== undefined) return known;
    verdicts.set(generation, roots.has(generation));
    const verdict = roots.has(generation) || [...generation.basis].some(depends);
    verdicts.set(generation, verdict);
    return verdict;
  };
  return depends;
}

/** The generations that leave with these, of the singletons there are. */
export function withDependents(roots: ReadonlySet<Generation>, living: readonly Singleton[]): Set<Generation> {
  return new Set(living.flatMap(({ kept, state }) => [kept ?? [], state.building ?? []].flat()).filter(dependsOn(roots)));
}
