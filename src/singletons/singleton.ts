import type { StopwatchClock } from '../cache/clock.js';
import { isThenable } from '../cache/hostile-values.js';
import { Wait, type WaitGraph } from '../cache/wait-graph.js';
import { parseDuration } from '../duration.js';
import { InvalidOptionError, ResolutionError } from '../errors.js';
import type { SingletonOptions } from '../options.js';
import type { BuildContext, ReadGate } from './build-context.js';
import { ClientState, type Keeper } from './client-state.js';
import { disposeInstance, hasMethod } from './disposal.js';
import { Generation } from './generation.js';
import type { Succession } from './succession.js';

/** Builds the instance or a promise of it; `this` is the first reader. */
export type Factory = (this: unknown) => unknown;

/** What a singleton needs of the container it lives in. */
export interface SingletonHost {
  readonly clock: StopwatchClock;
  readonly waits: WaitGraph;
  readonly builds: BuildContext;
  readonly succession: Succession;
  /** Notes that a record has an instance; gives the next number in the order of creation. */
  noteBuilt(singleton: object, generation: Generation): number;
}

/** What may expire, or was built with what may, is asked at every read. */
const ASKED_AT_EVERY_READ: ReadGate = { slow: 1 };

/** One client of the container: built at first use, kept, replaced, disposed. */
export class Singleton implements Keeper {
  kept: Generation | undefined = undefined;
  /** Lets reads take the short way. */
  gate: ReadGate;
  /** The `this` of a factory that runs before anybody reads. */
  eagerSelf: unknown;
  /** What a second evaluation of the same module has in common with the first. */
  signature = '';
  state = new ClientState(this);
  /** Milliseconds. */
  readonly maxAge: number;
  readonly maxIdle: number;
  #failure: { readonly error: unknown; readonly wasRejection: boolean } | undefined;

  constructor(
    public label: string,
    public factory: Factory,
    readonly options: SingletonOptions,
    private readonly host: SingletonHost,
  ) {
    this.gate = host.builds.gate;
    this.maxAge = parseDuration(options.maxAge) ?? Number.POSITIVE_INFINITY;
    this.maxIdle = parseDuration(options.maxIdle) ?? Number.POSITIVE_INFINITY;
  }

  get isBuilt(): boolean {
    return this.kept !== undefined;
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
    const { kept } = this;
    if (kept === undefined || this.gate.slow !== 0) return this.#readWithCare(self);
    kept.wasRead = true;
    return kept.value;
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
    if (this.isBuilt || this.#failure !== undefined || this.isBuilding) return;
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

  /** Lets go of the instance, so that the next use builds anew; gives what was let go of. */
  letGo(): Generation | undefined {
    this.#failure = undefined;
    const { kept } = this;
    this.kept = undefined;
    return kept;
  }

  /** Gives up a build under way: its readers get what comes after it. */
  fence(): void {
    if (this.state.building?.fence() === true) this.state.building = undefined;
  }

  /** Disposes one of its instances, once. */
  async disposeOf(generation: Generation, state: ClientState): Promise<void> {
    if (generation.isReleased) return;
    generation.release();
    state.counters.disposals++;
    await disposeInstance(generation.instance, this.options.dispose as never);
  }

  /** Continues the record of the same client in an earlier evaluation of its module; that one starts afresh. */
  takeOver(former: Singleton): void {
    this.state = former.state;
    this.state.owner = this;
    this.kept = former.kept;
    this.gate = former.gate;
    former.kept = undefined;
    former.state = new ClientState(former);
  }

  ages(): { ageMs: number; idleMs: number } {
    const { kept } = this;
    if (kept === undefined) return { ageMs: 0, idleMs: 0 };
    const now = this.host.clock.now();
    kept.noteUse(now);
    return { ageMs: Math.max(0, now - kept.builtAt), idleMs: Math.max(0, now - kept.usedAt) };
  }

  /** The long way: somebody may be reading for a build, or in an invocation that still has what was replaced, or what is kept may have expired. */
  #readWithCare(self: unknown): unknown {
    const { builds, succession } = this.host;
    const readers = builds.nearest();
    const pinned = readers.length === 0 ? succession.pinned(this.state) : undefined;
    if (pinned !== undefined) return pinned.value;
    succession.checkAtRead(this);
    const { kept } = this;
    const value = kept === undefined ? this.#obtain(self) : kept.value;
    if (kept !== undefined) kept.wasRead = true;
    const generation = this.kept ?? this.state.building;
    if (generation !== undefined) for (const reader of readers) reader.basis.add(generation);
    return value;
  }

  #obtain(self: unknown): unknown {
    if (this.#failure !== undefined) return this.#fail();
    const { building } = this.state;
    return building === undefined ? this.#build(self, true) : this.#join(building);
  }

  #build(self: unknown, hasReader: boolean, attempt = 1): unknown {
    const { state, host } = this;
    const generation = new Generation(new Wait(this.label), host.clock.now(), hasReader, attempt);
    state.building = generation;
    host.builds.begin(generation);
    const startedAt = host.clock.lap();
    let value: unknown;
    try {
      value = host.waits.run(generation.wait, () => this.factory.call(self));
      if (!isThenable(value) && !generation.isFenced) this.#keep(state, generation, value, value, startedAt);
    } finally {
      if (!isThenable(value)) this.#endBuild(state, generation);
    }
    if (isThenable(value)) {
      generation.pending = this.#settling(state, generation, value, startedAt, self);
      return generation.pending;
    }
    return generation.isFenced ? this.#again(state, generation, value, self) : value;
  }

  #settling(state: ClientState, generation: Generation, value: PromiseLike<unknown>, startedAt: number, self: unknown): Promise<unknown> {
    const promise: Promise<unknown> = Promise.resolve(value).then(
      (instance) => {
        this.#endBuild(state, generation);
        if (generation.isFenced) return this.#again(state, generation, instance, self);
        this.#keep(state, generation, promise, instance, startedAt);
        return instance;
      },
      (error: unknown) => {
        this.#endBuild(state, generation);
        if (generation.isFenced) return this.#next(state, generation, self);
        throw error;
      },
    );
    return promise;
  }

  /** Disposes what a fenced build gave, and gives what comes after it. */
  #again(state: ClientState, generation: Generation, instance: unknown, self: unknown): unknown {
    generation.instance = instance;
    state.counters.builds++;
    this.host.succession.discard({ singleton: this, state, generation });
    return this.#next(state, generation, self);
  }

  #next(state: ClientState, generation: Generation, self: unknown): unknown {
    const owner = state.owner as Singleton;
    if (owner !== this || this.isBuilt || this.isBuilding) return owner.read(self);
    return this.#build(self, generation.hasReader, generation.attempt + 1);
  }

  /** Hands the kept failure to its first reader, the way the factory would have. */
  #fail(): Promise<never> {
    const { error, wasRejection } = this.#failure ?? { error: undefined, wasRejection: false };
    this.#failure = undefined;
    if (wasRejection) return Promise.reject(error);
    throw error;
  }

  #join(build: Generation): unknown {
    const { wait, pending } = build;
    build.hasReader = true;
    const cycle = this.host.waits.join(wait) ?? (pending === undefined ? [this.label, this.label] : undefined);
    if (cycle === undefined) return pending;
    throw new ResolutionError(
      `${this.label} needs itself to be built: ${cycle.join(' -> ')}. Break the cycle: let one of them take what it needs later, in a method.`,
    );
  }

  #keep(state: ClientState, generation: Generation, value: unknown, instance: unknown, startedAt: number): void {
    const { dispose } = this.options;
    if (typeof dispose === 'string' && !hasMethod(instance, dispose)) {
      void disposeInstance(instance, undefined).catch(() => undefined);
      throw new InvalidOptionError(
        `Invalid option "dispose" of @ContainerSingleton on ${this.label}: received '${dispose}', but the instance has no such method; valid is a method's name or a function.`,
      );
    }
    const owner = state.owner as Singleton;
    generation.keep(value, instance, this.host.clock.now());
    generation.turn = this.host.noteBuilt(owner, generation);
    generation.limit(this.maxAge, this.maxIdle);
    owner.kept = generation;
    owner.gate = generation.mortals.length === 0 ? this.host.builds.gate : ASKED_AT_EVERY_READ;
    state.counters.builds++;
    state.counters.buildMs += Math.max(0, this.host.clock.lap() - startedAt);
  }

  #endBuild(state: ClientState, generation: Generation): void {
    if (state.building === generation) state.building = undefined;
    this.host.builds.end(generation);
  }
}
