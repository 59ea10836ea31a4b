import type { Clock } from '../cache/clock.js';
import type { WarmscopeWarning } from '../errors.js';
import type { ReadGate } from './build-context.js';
import type { ClientState } from './client-state.js';
import { dependsOn, withDependents } from './dependents.js';
import { disposeInTurn, type Leaving } from './disposal.js';
import { type Generation, isExpired } from './generation.js';
import type { Holder, InvocationView } from './invocation-view.js';
import type { Singleton } from './singleton.js';

/** What replacing singletons needs of the container. */
export interface SuccessionHost {
  readonly clock: Clock;
  readonly invocations: InvocationView;
  readonly gate: ReadGate;
  /** Every singleton that is built or being built. */
  living(): Singleton[];
  warn(member: object, warning: WarmscopeWarning): void;
}

/** One that was replaced, and the running invocations that may hold it. */
interface Replaced extends Leaving {
  readonly holders: Set<Holder>;
}

/** What happens when singletons are replaced: their dependents go with them, invocations that may hold the old ones keep them, and the last one out disposes them. */
export class Succession {
  readonly #replaced = new Map<Generation, Replaced>();
  readonly #watched = new WeakSet<Holder>();
  readonly #disposals = new Set<Promise<void>>();

  constructor(private readonly host: SuccessionHost) {}

  /** What the present invocation still reads although it was replaced. */
  pinned({ pinned }: ClientState): Generation | undefined {
    const { active } = pinned.length === 0 ? { active: undefined } : this.host.invocations;
    return active && pinned.find(({ pinnedFor }) => pinnedFor?.has(active));
  }

  /** Where no invocation is running there is no boundary to wait for: what has expired is replaced by the read that finds it. */
  checkAtRead(singleton: Singleton): void {
    const { kept } = singleton;
    if (kept === undefined || kept.mortals.length === 0 || this.host.invocations.running.size > 0) return;
    const now = this.host.clock.now();
    const expired = kept.mortals.filter((mortal) => isExpired(mortal, now)).map(({ generation }) => generation);
    if (expired.length === 0) kept.used(now);
    else this.#replace(new Set(expired), { holders: [], pins: false });
  }

  /** Replaces singletons between invocations: those that began before the one of this number go on with the old instances. */
  replace(singletons: readonly Singleton[], before: number): void {
    const holders = this.#running().filter(({ serial }) => serial < before);
    this.#replace(new Set(singletons.flatMap(({ kept }) => kept ?? [])), { holders, pins: true });
  }

  /** Replaces singletons that turned out dead: everybody gets the new ones at once, builds under way included. */
  invalidate(singletons: readonly Singleton[]): void {
    const dead = new Set<Generation>();
    const roots = new Set<Generation>();
    for (const { kept, state } of singletons) {
      const hasSuccessor = this.pinned(state) !== undefined;
      for (const generation of state.pinned) dead.add(generation);
      // Where the present invocation still had the old one, its successor is not to blame.
      if (!hasSuccessor) for (const generation of [kept, state.building]) if (generation !== undefined) roots.add(generation);
    }
    const isDead = dependsOn(dead);
    for (const { generation, state } of this.#replaced.values()) if (isDead(generation)) this.#unpin(generation, state);
    this.#replace(roots, { holders: this.#running(), pins: false });
  }

  /** Gives up the builds under way, and what was built with them: what they wait for may be as dead as a connection after a freeze. */
  abandonBuilds(): void {
    const pending = this.host.living().flatMap(({ state: { building } }) => (building?.pending === undefined ? [] : building));
    this.#replace(new Set(pending), { holders: [], pins: false });
  }

  /** Disposes what came of a build that was given up. */
  discard(leaving: Leaving): void {
    this.#dispose([leaving]);
  }

  /** Hands over the replaced ones that are still to be disposed; nobody reads them any more. */
  takeReplaced(): Leaving[] {
    const replaced = [...this.#replaced.values()];
    for (const one of replaced) this.#forget(one);
    return replaced;
  }

  /** True while something is being disposed. */
  get isDisposing(): boolean {
    return this.#disposals.size > 0;
  }

  /** Resolves when the disposals under way have ended. */
  async settled(): Promise<void> {
    await Promise.all(this.#disposals);
  }

  #running(): Holder[] {
    return [...this.host.invocations.running].filter(({ isOver }) => !isOver);
  }

  #replace(roots: ReadonlySet<Generation>, { holders, pins }: { holders: readonly Holder[]; pins: boolean }): void {
    if (roots.size === 0) return;
    const living = this.host.living();
    const leaving = withDependents(roots, living);
    const eager: Singleton[] = [];
    const replaced: Replaced[] = [];
    for (const singleton of living) {
      const { kept, state } = singleton;
      if (state.building !== undefined && leaving.has(state.building)) singleton.fence();
      if (kept === undefined || !leaving.has(kept)) continue;
      singleton.letGo();
      if (singleton.options.eager === true) eager.push(singleton);
      const own = new Set(holders.filter((holder) => !isPinned(state, holder)));
      replaced.push({ singleton, state, generation: kept, holders: own });
      if (pins) this.#pin(kept, state, own);
    }
    inheritHolders([...this.#replaced.values(), ...replaced]);
    for (const one of replaced) if (one.holders.size > 0) this.#replaced.set(one.generation, one);
    const free = replaced.filter((one) => one.holders.size === 0);
    for (const holder of holders) this.#watch(holder);
    this.#dispose(free);
    // One step later: where a reader is at it, the build is the reader's, and so is its failure.
    if (eager.length > 0) queueMicrotask(() => attemptAll(eager));
  }

  #pin(generation: Generation, { pinned }: ClientState, holders: ReadonlySet<Holder>): void {
    if (holders.size === 0) return;
    generation.pinnedFor = new Set(holders);
    pinned.push(generation);
    this.host.gate.slow++;
  }

  #unpin(generation: Generation, { pinned }: ClientState): void {
    if (generation.pinnedFor === undefined) return;
    generation.pinnedFor = undefined;
    pinned.splice(pinned.indexOf(generation), 1);
    this.host.gate.slow--;
  }

  #forget({ generation, state }: Leaving): void {
    this.#replaced.delete(generation);
    this.#unpin(generation, state);
  }

  #watch(holder: Holder): void {
    if (this.#watched.has(holder)) return;
    this.#watched.add(holder);
    holder.onEnd(() => this.#ended(holder));
  }

  #ended(holder: Holder): void {
    const free: Replaced[] = [];
    for (const replaced of this.#replaced.values()) {
      replaced.holders.delete(holder);
      replaced.generation.pinnedFor?.delete(holder);
      if (replaced.holders.size === 0) free.push(replaced);
    }
    for (const one of free) this.#forget(one);
    this.#dispose(free);
  }

  #dispose(leaving: readonly Leaving[]): void {
    if (leaving.length === 0) return;
    const disposal = disposeInTurn(leaving, this.host.warn.bind(this.host)).finally(() => this.#disposals.delete(disposal));
    this.#disposals.add(disposal);
  }
}

function attemptAll(singletons: readonly Singleton[]): void {
  for (const singleton of singletons) singleton.attempt();
}

/** An invocation that still reads a predecessor cannot have read what came after that. */
function isPinned({ pinned }: ClientState, holder: Holder): boolean {
  return pinned.some(({ pinnedFor }) => pinnedFor?.has(holder));
}

/** Whoever may hold an instance also has what that was built with. */
function inheritHolders(replaced: readonly Replaced[]): void {
  const all = new Map(replaced.map((one) => [one.generation, one]));
  for (const { generation, holders } of [...replaced].sort((one, other) => other.generation.turn - one.generation.turn))
    for (const basis of generation.basis) for (const holder of holders) all.get(basis)?.holders.add(holder);
}
