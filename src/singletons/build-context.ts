import type { Wait } from '../cache/wait.js';
import type { WaitGraph } from '../cache/wait-graph.js';
import type { Version } from './version.js';

/** Closed while a read may take the short way: no build could be the reader, and nobody reads what was replaced. */
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
    this.waits.settle(version.wait);
    this.#open--;
    this.gate.slow--;
  }

  /** The innermost builds around the present call; several where they wait for one and the same load. */
  nearest(): readonly Version[] {
    const reader = this.#open === 0 ? undefined : this.waits.current;
    if (reader === undefined) return NONE;
    const found: Version[] = [];
    const seen = new Set<Wait>();
    const climb = (wait: Wait): void => {
      if (seen.has(wait)) return;
      seen.add(wait);
      const version = this.#byWait.get(wait);
      if (version === undefined) wait.awaitedBy.forEach(climb);
      else found.push(version);
    };
    climb(reader);
    return found;
  }
}
