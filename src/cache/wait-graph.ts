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
    for (const target of this.waitsFor) target.awaitedBy.delete(this);
    this.waitsFor.clear();
  }
}

const PROMISES_ARE_HOOKED = Number.parseInt(process.versions.node, 10) < 24;

/** Who waits for whom among the loads and builds of a container, through any depth of awaits, so that none waits for itself. */
export class WaitGraph {
  readonly #innermost = new AsyncLocalStorage<Wait>();
  #open = 0;
  #isIdling = false;

  /** Runs a loader or factory as `wait`, until it is settled; whatever is loading around it waits for it. */
  run<T>(wait: Wait, work: () => T): T {
    this.#open++;
    this.#active()?.needs(wait);
    return this.#innermost.run(wait, work);
  }

  /** Ends a wait that was run. */
  settle(wait: Wait): void {
    wait.settle();
    this.#open--;
    if (this.#open === 0 && !this.#isIdling && PROMISES_ARE_HOOKED) this.#idle();
  }

  /** Before Node 24 a used AsyncLocalStorage slows every promise of the process; while nothing loads there is no need for it. */
  #idle(): void {
    this.#isIdling = true;
    setImmediate(() => {
      this.#isIdling = false;
      if (this.#open === 0) this.#innermost.disable();
    }).unref();
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
