import type { Wait } from '../context/wait.js';
import type { WaitGraph } from '../context/wait-graph.js';
import type { Version } from './version.js';

/**
 * Closed while a read may take the short way: no build could be the reader, and nobody reads what was
 * replaced.
 */
export interface ReadGate {
  /** Reasons to take the long way. */
  slow: number;
}

const NONE: readonly Version[] = [];

/** Which builds a call is made for, through any depth of awaits and of cached methods that load. */
export class BuildContext {
  readonly gate: ReadGate = { slow: 0 };
  readonly #byWait = new WeakMap<Wait, Version>();
  #open = 0;

  constructor(private readonly waits: WaitGraph) {}

  begin(version: Version): void {
    this.#byWait.set(version.wait, version);
    this.#open++;
    this.gate.slow++;
  }

  end(version: Version): void {
    for (const open of this.#openWithin(version.wait)) version.dependencies.add(open);
    this.waits.settle(version.wait);
    this.giveUp(version);
  }

  /**
   * Notes that nobody gets what comes of a build, so that it does not matter what it reads: it may never end.
   */
  giveUp(version: Version): void {
    if (!this.#byWait.delete(version.wait)) return;
    this.#open--;
    this.gate.slow--;
  }

  /** The innermost builds around the present call; several where they wait for one and the same load. */
  nearest(): readonly Version[] {
    const reader = this.#open === 0 ? undefined : this.waits.current;
    if (reader === undefined) return NONE;
    const found: Version[] = [];
    const seen = new Set([reader]);
    // A set hands out what is added while it is walked.
    for (const wait of seen) {
      const version = this.#byWait.get(wait);
      if (version !== undefined) found.push(version);
      else for (const waiter of wait.awaitedBy()) seen.add(waiter);
    }
    return found;
  }

  /** The builds that something being built has joined by way of loads. */
  #openWithin(wait: Wait): Version[] {
    const found: Version[] = [];
    const seen = new Set(wait.waitsFor());
    for (const target of seen) {
      const version = this.#byWait.get(target);
      if (version === undefined) for (const next of target.waitsFor()) seen.add(next);
      else found.push(version);
    }
    return found;
  }
}
