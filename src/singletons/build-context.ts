import type { Wait, WaitGraph } from '../cache/wait-graph.js';
import type { Generation } from './generation.js';

/** Closed while a read may take the short way: no build could be the reader, and nobody reads what was replaced. */
export interface ReadGate {
  /** Reasons to take the long way. */
  slow: number;
}

const NONE: readonly Generation[] = [];

/** Which builds a call is made for, through any depth of awaits and of cached methods that load. */
export class BuildContext {
  readonly gate: ReadGate = { slow: 0 };
  readonly #byWait = new WeakMap<Wait, Generation>();
  #open = 0;

  constructor(private readonly waits: WaitGraph) {}

  begin(generation: Generation): void {
    this.#byWait.set(generation.wait, generation);
    this.#open++;
    this.gate.slow++;
  }

  end(generation: Generation): void {
    this.waits.settle(generation.wait);
    this.#open--;
    this.gate.slow--;
  }

  /** The innermost builds around the present call; several where they wait for one and the same load. */
  nearest(): readonly Generation[] {
    const reader = this.#open === 0 ? undefined : this.waits.current;
    if (reader === undefined) return NONE;
    const found: Generation[] = [];
    const seen = new Set<Wait>();
    const climb = (wait: Wait): void => {
      if (seen.has(wait)) return;
      seen.add(wait);
      const generation = this.#byWait.get(wait);
      if (generation === undefined) wait.awaitedBy.forEach(climb);
      else found.push(generation);
    };
    climb(reader);
    return found;
  }
}
