import type { StopwatchClock } from '../cache/clock.js';
import { isThenable } from '../cache/flight.js';
import { Wait, type WaitGraph } from '../cache/wait-graph.js';
import { InvalidOptionError, ResolutionError } from '../errors.js';
import type { SingletonOptions } from '../options.js';
import { disposeInstance, hasMethod } from './disposal.js';

/** Builds the instance or a promise of it; `this` is the first reader. */
export type Factory = (this: unknown) => unknown;

/** What a singleton needs of the container it lives in. */
export interface SingletonHost {
  readonly clock: StopwatchClock;
  readonly waits: WaitGraph;
  /** Notes that an instance was built; gives the next number in the order of creation. */
  noteBuilt(singleton: Singleton): number;
}

/** One client of the container: built at first use, kept, disposed. */
export class Singleton {
  readonly counters = { builds: 0, buildMs: 0, disposals: 0 };
  /** The `this` of a factory that runs before anybody reads. */
  eagerSelf: unknown;
  /** Its place in the order of creation; disposal goes the other way. */
  turn = 0;
  #kept: { value: unknown; instance: unknown } | undefined;
  #building: { wait: Wait; pending: Promise<unknown> | undefined } | undefined;
  #failure: { error: unknown; wasRejection: boolean } | undefined;
  #builtAt = 0;
  #usedAt = 0;
  #wasRead = false;

  constructor(
    public label: string,
    public factory: Factory,
    readonly options: SingletonOptions,
    private readonly host: SingletonHost,
  ) {}

  get isBuilt(): boolean {
    return this.#kept !== undefined;
  }

  /** The instance, or the promise of it that an async factory gave; built where it is missing. */
  read(self: unknown): unknown {
    const kept = this.#kept;
    if (kept === undefined) return this.#build(self);
    this.#wasRead = true;
    return kept.value;
  }

  /** Builds ahead of use. A failure is kept for the first reader, who gets it instead of another try. */
  async prepare(): Promise<void> {
    if (this.isBuilt || this.#failure !== undefined) return;
    let value: unknown;
    try {
      value = this.read(this.eagerSelf);
      await value;
    } catch (error) {
      this.#failure = { error, wasRejection: isThenable(value) };
    }
  }

  /** Builds ahead of use where nothing has been tried yet, and forgets a failure. */
  attempt(): void {
    if (this.isBuilt || this.#failure !== undefined || this.#building !== undefined) return;
    new Promise((resolve) => resolve(this.read(this.eagerSelf))).catch(() => undefined);
  }

  /** Forgets a failure kept for the first reader, and gives it. */
  takeFailure(): { error: unknown } | undefined {
    const failure = this.#failure;
    this.#failure = undefined;
    return failure;
  }

  /** The failure kept for the first reader. */
  get failure(): { error: unknown } | undefined {
    return this.#failure;
  }

  /** Resolves when no build is under way. */
  async settled(): Promise<void> {
    await this.#building?.pending?.catch(() => undefined);
  }

  /** Lets go of the instance, so that the next use builds anew; gives what disposes it. */
  release(): (() => Promise<void>) | undefined {
    this.#failure = undefined;
    const kept = this.#kept;
    this.#kept = undefined;
    if (kept === undefined) return undefined;
    this.counters.disposals++;
    return () => disposeInstance(kept.instance, this.options.dispose as never);
  }

  /** Gives a built instance to the record that continues this one; true when there was one. */
  handOver(heir: Singleton): boolean {
    if (this.#kept === undefined) return false;
    heir.turn = this.turn;
    heir.#kept = this.#kept;
    heir.#builtAt = this.#builtAt;
    heir.#usedAt = this.#usedAt;
    Object.assign(heir.counters, this.counters);
    this.#kept = undefined;
    return true;
  }

  ages(): { ageMs: number; idleMs: number } {
    if (!this.isBuilt) return { ageMs: 0, idleMs: 0 };
    this.noteUse();
    const now = this.host.clock.now();
    return { ageMs: Math.max(0, now - this.#builtAt), idleMs: Math.max(0, now - this.#usedAt) };
  }

  /** Turns "read since the last look" into a time, so that a read itself need not look at the clock. */
  noteUse(): void {
    if (this.#wasRead) this.#usedAt = this.host.clock.now();
    this.#wasRead = false;
  }

  #build(self: unknown): unknown {
    if (this.#failure !== undefined) return this.#fail();
    if (this.#building !== undefined) return this.#join(this.#building);
    const building = { wait: new Wait(this.label), pending: undefined as Promise<unknown> | undefined };
    this.#building = building;
    const startedAt = this.host.clock.lap();
    let value: unknown;
    try {
      value = this.host.waits.run(building.wait, () => this.factory.call(self));
      if (!isThenable(value)) this.#keep(value, value, startedAt);
    } finally {
      if (!isThenable(value)) this.#endBuild(building.wait);
    }
    if (!isThenable(value)) return value;
    building.pending = this.#settling(value, building.wait, startedAt);
    return building.pending;
  }

  /** Hands the kept failure to its first reader, the way the factory would have. */
  #fail(): Promise<never> {
    const { error, wasRejection } = this.#failure ?? { error: undefined, wasRejection: false };
    this.#failure = undefined;
    if (wasRejection) return Promise.reject(error);
    throw error;
  }

  #settling(value: PromiseLike<unknown>, wait: Wait, startedAt: number): Promise<unknown> {
    const promise: Promise<unknown> = Promise.resolve(value).then(
      (instance) => {
        this.#endBuild(wait);
        this.#keep(promise, instance, startedAt);
        return instance;
      },
      (error: unknown) => {
        this.#endBuild(wait);
        throw error;
      },
    );
    return promise;
  }

  #join({ wait, pending }: { wait: Wait; pending: Promise<unknown> | undefined }): unknown {
    const cycle = this.host.waits.join(wait) ?? (pending === undefined ? [this.label, this.label] : undefined);
    if (cycle === undefined) return pending;
    throw new ResolutionError(
      `${this.label} needs itself to be built: ${cycle.join(' -> ')}. Break the cycle: let one of them take what it needs later, in a method.`,
    );
  }

  #endBuild(wait: Wait): void {
    this.#building = undefined;
    wait.settle();
  }

  #keep(value: unknown, instance: unknown, startedAt: number): void {
    const { dispose } = this.options;
    if (typeof dispose === 'string' && !hasMethod(instance, dispose)) {
      throw new InvalidOptionError(
        `Invalid option "dispose" of @ContainerSingleton on ${this.label}: received '${dispose}', but the instance has no such method; valid is a method's name or a function.`,
      );
    }
    this.#kept = { value, instance };
    this.turn = this.host.noteBuilt(this);
    this.#builtAt = this.host.clock.now();
    this.#usedAt = this.#builtAt;
    this.counters.builds++;
    this.counters.buildMs += Math.max(0, this.host.clock.lap() - startedAt);
  }
}
