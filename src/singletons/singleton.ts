import type { StopwatchClock } from '../cache/clock.js';
import { isThenable } from '../cache/hostile-values.js';
import { Wait, type WaitGraph } from '../cache/wait-graph.js';
import { InvalidOptionError, ResolutionError } from '../errors.js';
import type { SingletonOptions } from '../options.js';
import { type Build, ClientState } from './client-state.js';
import { disposeInstance, hasMethod } from './disposal.js';

/** Builds the instance or a promise of it; `this` is the first reader. */
export type Factory = (this: unknown) => unknown;

/** What a singleton needs of the container it lives in. */
export interface SingletonHost {
  readonly clock: StopwatchClock;
  readonly waits: WaitGraph;
  /** Notes that a record has an instance; gives the next number in the order of creation. */
  noteBuilt(singleton: object): number;
}

/** One client of the container: built at first use, kept, disposed. */
export class Singleton {
  /** The `this` of a factory that runs before anybody reads. */
  eagerSelf: unknown;
  /** What a second evaluation of the same module has in common with the first. */
  signature = '';
  state = new ClientState(this);
  #failure: { readonly error: unknown; readonly wasRejection: boolean } | undefined;

  constructor(
    public label: string,
    public factory: Factory,
    readonly options: SingletonOptions,
    private readonly host: SingletonHost,
  ) {}

  get isBuilt(): boolean {
    return this.state.kept !== undefined;
  }

  get isBuilding(): boolean {
    return this.state.building !== undefined;
  }

  /** The failure kept for the first reader. */
  get failure(): { readonly error: unknown } | undefined {
    return this.#failure;
  }

  /** The instance, or the promise of it that an async factory gave; built where it is missing. */
  read(self: unknown): unknown {
    const { state } = this;
    if (state.kept === undefined) return this.#obtain(self);
    state.wasRead = true;
    return state.kept.value;
  }

  /** Builds ahead of use. A failure is kept for the first reader, who gets it instead of another try. */
  async prepare(): Promise<void> {
    if (this.isBuilt || this.#failure !== undefined) return;
    const { state } = this;
    let value: unknown;
    let build = state.building;
    try {
      value = build === undefined ? this.#build(this.eagerSelf, false) : build.pending;
      build = state.building;
      await value;
    } catch (error) {
      if (build?.hasReader !== true) this.#failure = { error, wasRejection: isThenable(value) };
    }
  }

  /** Builds ahead of use where nothing has been tried yet, and forgets a failure. */
  attempt(): void {
    if (this.isBuilt || this.#failure !== undefined || this.state.building !== undefined) return;
    new Promise((resolve) => resolve(this.#build(this.eagerSelf, false))).catch(() => undefined);
  }

  /** Forgets a failure kept for the first reader, and gives it. */
  takeFailure(): { readonly error: unknown } | undefined {
    const failure = this.#failure;
    this.#failure = undefined;
    return failure;
  }

  /** Resolves when no build is under way. */
  async settled(): Promise<void> {
    await this.state.building?.pending?.catch(() => undefined);
  }

  /** Lets go of the instance, so that the next use builds anew; gives what disposes it. */
  release(): (() => Promise<void>) | undefined {
    this.#failure = undefined;
    const { kept, counters } = this.state;
    this.state.kept = undefined;
    if (kept === undefined) return undefined;
    counters.disposals++;
    return () => disposeInstance(kept.instance, this.options.dispose as never);
  }

  /** Continues the record of the same client in an earlier evaluation of its module; that one starts afresh. */
  takeOver(former: Singleton): void {
    this.state = former.state;
    this.state.owner = this;
    former.state = new ClientState(former);
  }

  ages(): { ageMs: number; idleMs: number } {
    const { state } = this;
    if (!this.isBuilt) return { ageMs: 0, idleMs: 0 };
    const now = this.host.clock.now();
    if (state.wasRead) state.usedAt = now;
    state.wasRead = false;
    return { ageMs: Math.max(0, now - state.builtAt), idleMs: Math.max(0, now - state.usedAt) };
  }

  #obtain(self: unknown): unknown {
    if (this.#failure !== undefined) return this.#fail();
    const { building } = this.state;
    return building === undefined ? this.#build(self, true) : this.#join(building);
  }

  #build(self: unknown, hasReader: boolean): unknown {
    const { state } = this;
    const building: Build = { wait: new Wait(this.label), pending: undefined, hasReader };
    state.building = building;
    const startedAt = this.host.clock.lap();
    let value: unknown;
    try {
      value = this.host.waits.run(building.wait, () => this.factory.call(self));
      if (!isThenable(value)) this.#keep(state, value, value, startedAt);
    } finally {
      if (!isThenable(value)) this.#endBuild(state);
    }
    if (!isThenable(value)) return value;
    building.pending = this.#settling(state, value, startedAt);
    return building.pending;
  }

  #settling(state: ClientState, value: PromiseLike<unknown>, startedAt: number): Promise<unknown> {
    const promise: Promise<unknown> = Promise.resolve(value).then(
      (instance) => {
        this.#endBuild(state);
        this.#keep(state, promise, instance, startedAt);
        return instance;
      },
      (error: unknown) => {
        this.#endBuild(state);
        throw error;
      },
    );
    return promise;
  }

  /** Hands the kept failure to its first reader, the way the factory would have. */
  #fail(): Promise<never> {
    const { error, wasRejection } = this.#failure ?? { error: undefined, wasRejection: false };
    this.#failure = undefined;
    if (wasRejection) return Promise.reject(error);
    throw error;
  }

  #join(build: Build): unknown {
    const { wait, pending } = build;
    build.hasReader = true;
    const cycle = this.host.waits.join(wait) ?? (pending === undefined ? [this.label, this.label] : undefined);
    if (cycle === undefined) return pending;
    throw new ResolutionError(
      `${this.label} needs itself to be built: ${cycle.join(' -> ')}. Break the cycle: let one of them take what it needs later, in a method.`,
    );
  }

  #keep(state: ClientState, value: unknown, instance: unknown, startedAt: number): void {
    const { dispose } = this.options;
    if (typeof dispose === 'string' && !hasMethod(instance, dispose)) {
      void disposeInstance(instance, undefined).catch(() => undefined);
      throw new InvalidOptionError(
        `Invalid option "dispose" of @ContainerSingleton on ${this.label}: received '${dispose}', but the instance has no such method; valid is a method's name or a function.`,
      );
    }
    state.kept = { value, instance };
    state.turn = this.host.noteBuilt(state.owner);
    state.builtAt = this.host.clock.now();
    state.usedAt = state.builtAt;
    state.counters.builds++;
    state.counters.buildMs += Math.max(0, this.host.clock.lap() - startedAt);
  }

  #endBuild(state: ClientState): void {
    if (state.building !== undefined) this.host.waits.settle(state.building.wait);
    state.building = undefined;
  }
}
