import type { Container } from '../registry/container.js';
import type { DiContainers } from '../registry/di-containers.js';
import { provisions } from '../registry/provisions.js';
import { singletons } from '../registry/singletons.js';
import { Singleton } from '../singletons/singleton.js';
import type { StandIn, StandIns } from '../singletons/stand-ins.js';
import { Version } from '../singletons/version.js';
import { isSingleton, type Target } from './override-target.js';

/** What a test gives in the place of clients and tokens, and what was built with which of them. */
export class Overrides implements StandIns {
  /** What stands in for each target: the last is what everybody gets. */
  readonly #standIns = new Map<Target, readonly StandIn[]>();
  /** For each target that a build has asked for, a mark among the dependencies of what came of it. */
  #marks = new Map<unknown, Version>();
  /** What the marks are versions of. */
  readonly #record: Singleton;

  constructor(private readonly container: Container) {
    this.#record = new Singleton('an override', () => undefined, {}, singletons.of(container));
  }

  find(target: unknown): StandIn | undefined {
    const readers = singletons.of(this.container).succession.readers();
    if (readers.length > 0) {
      const mark = this.#marks.get(target) ?? this.#newMark();
      this.#marks.set(target, mark);
      for (const reader of readers) reader.needs(mark);
    }
    return this.#standIns.get(target as Target)?.at(-1);
  }

  /** Gives something in the place of a target from now on; gives what takes it back. */
  add(target: Target, standIn: StandIn): () => void {
    // One of its own, though the same may stand in twice.
    const own: StandIn = (call) => standIn(call);
    this.#set(target, [...this.#of(target), own]);
    return () => {
      const all = this.#of(target);
      const rest = all.filter((other) => other !== own);
      if (rest.length < all.length) this.#set(target, rest);
    };
  }

  /** Forgets what was built with what, as that is gone. */
  forget(): void {
    this.#marks = new Map();
  }

  /** Takes everything back, after what was built with it is gone. */
  clear(): void {
    const targets = [...this.#standIns.keys()];
    this.#standIns.clear();
    for (const target of targets) if (isSingleton(target)) target.setGate();
  }

  #of(target: Target): readonly StandIn[] {
    return this.#standIns.get(target) ?? [];
  }

  #set(target: Target, standIns: readonly StandIn[]): void {
    if (standIns.length === 0) this.#standIns.delete(target);
    else this.#standIns.set(target, standIns);
    if (isSingleton(target)) target.setGate();
    this.#rebuildDependents(target);
  }

  /** Has everything built anew that was built with a target, or may have been. */
  #rebuildDependents(target: Target): void {
    const mark = this.#marks.get(target);
    this.#marks.delete(target);
    singletons.of(this.container).succession.withdraw([mark], 'dependents');
    const forgotten = (this.container.diContainers as DiContainers | undefined)?.setAside() ?? [];
    // Nobody knows what those were built with, so whoever has one of them may have the target.
    if (forgotten.length > 0) provisions.of(this.container).gone(() => true);
  }

  #newMark(): Version {
    const mark = new Version(this.#record);
    mark.isSettled = true;
    return mark;
  }
}
