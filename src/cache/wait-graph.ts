import { AsyncLocalStorage } from 'node:async_hooks';

/** Something being loaded or built, and what it waits for. */
export class Wait {
  readonly waitsFor = new Set<Wait>();
  /** Public, as a wait of another copy of the package may have to note itself here. */
  readonly awaitedBy = new Set<Wait>();
  isSettled = false;

  constructor(readonly label: string) {}

  /** This wait cannot settle before `other` does. */
  needs(other: Wait): void {
    this.waitsFor.add(other);
    other.awaitedBy.add(this);
  }

  settle(): void {
    this.isSettled = true;
    for (const waiter of this.awaitedBy) waiter.waitsFor.delete(this);
    this.awaitedBy.clear();
    this.waitsFor.clear();
  }
}

/** Who waits for whom among the loads and builds of a container, through any depth of awaits, so that none waits for itself. */
export class WaitGraph {
  readonly #innermost = new AsyncLocalStorage<Wait>();

  /** Runs a loader or factory as `wait`; whatever is loading around it waits for it. */
  run<T>(wait: Wait, work: () => T): T {
    this.#active()?.needs(wait);
    return this.#innermost.run(wait, work);
  }

  /** Notes that the load around this call now waits for `target`; gives the labels of the cycle where that would never end. */
  join(target: Wait): string[] | undefined {
    const active = this.#active();
    if (active === undefined) return undefined;
    const cycle = pathBetween(target, active);
    if (cycle === undefined) active.needs(target);
    return cycle && [...cycle, target.label];
  }

  #active(): Wait | undefined {
    const wait = this.#innermost.getStore();
    return wait?.isSettled === false ? wait : undefined;
  }
}

/** The labels from one wait to another along what they wait for. */
function pathBetween(from: Wait, to: Wait, seen = new Set<Wait>()): string[] | undefined {
  if (from === to) return [to.label];
  seen.add(from);
  for (const next of from.waitsFor) {
    const rest = seen.has(next) ? undefined : pathBetween(next, to, seen);
    if (rest !== undefined) return [from.label, ...rest];
  }
  return undefined;
}
