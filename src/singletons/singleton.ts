import { Wait } from '../context/wait.js';
import type { WaitGraph } from '../context/wait-graph.js';
import { InvalidOptionError, ResolutionError } from '../errors.js';
import type { SingletonOptions } from '../options.js';
import type { StopwatchClock } from '../util/clock.js';
import { parseDuration } from '../util/duration.js';
import { requireStack } from '../util/stack.js';
import { disown, isThenable } from '../util/untrusted.js';
import type { BuildContext, ReadGate } from './build-context.js';
import { dependenciesSettled, isOfOne, stillOpen } from './dependencies.js';
import { discardInstance, hasMethod } from './disposal.js';
import type { InvocationView } from './invocation-view.js';
import type { Succession } from './succession.js';
import { type ClientFacts, Version } from './version.js';

/** Builds the instance or a promise of it; `this` is the first reader. */
export type Factory = (this: unknown) => unknown;

/** What a singleton needs of the container it lives in. */
export interface SingletonHost {
  readonly clock: StopwatchClock;
  readonly waits: WaitGraph;
  readonly builds: BuildContext;
  readonly invocations: InvocationView;
  readonly succession: Succession;
}

/** What may expire, or was built with what may, is asked at every read. */
const ASKED_AT_EVERY_READ: ReadGate = { slow: 1 };

/** What made a build fail that nobody was waiting for, and how. */
interface Failure {
  readonly error: unknown;
  readonly wasRejection: boolean;
  readonly version: Version | undefined;
}

/**
 * The record of one client of the container: built at first use, kept, replaced; whoever reads it gets the
 * version that is his.
 */
export class Singleton {
  /** The version that most readers get. */
  current: Version | undefined = undefined;
  /** Lets reads take the short way. */
  gate: ReadGate;
  building: Version | undefined;
  /** Versions that only some running invocations see. */
  readonly past: Version[] = [];
  /** The first serial of the invocations that are to see the next version. */
  born = 0;
  /** The `this` of a factory that runs before anybody reads. */
  eagerSelf: unknown;
  /** Tells whether everybody is given something else, so that it is not to be built ahead of use. */
  isReplaced = (): boolean => false;
  readonly client: ClientFacts;
  #failure: Failure | undefined;

  constructor(
    label: string,
    private readonly factory: Factory,
    options: SingletonOptions,
    private readonly host: SingletonHost,
  ) {
    const { dispose, validate, eager } = options;
    this.gate = host.builds.gate;
    this.client = {
      label,
      options: { dispose, validate, eager },
      maxAge: parseDuration(options.maxAge) ?? Number.POSITIVE_INFINITY,
      maxIdle: parseDuration(options.maxIdle) ?? Number.POSITIVE_INFINITY,
      counters: { builds: 0, buildMs: 0, disposals: 0 },
    };
  }

  get label(): string {
    return this.client.label;
  }

  get isEager(): boolean {
    return this.client.options.eager === true;
  }

  /** The failure kept for the first reader. */
  get failure(): Failure | undefined {
    return this.#failure;
  }

  /** The instance, or the promise of it that an async factory gave; built where it is missing. */
  read(self: unknown): unknown {
    const { current } = this;
    if (current === undefined || this.gate.slow !== 0) return this.#readWithCare(self);
    current.wasRead = true;
    return current.value;
  }

  /** Builds ahead of use. A failure is kept for the first reader, who gets it instead of another try. */
  async prepare(): Promise<void> {
    if (this.current !== undefined || this.#failure !== undefined || this.isReplaced()) return;
    let value: unknown;
    let build = this.building;
    try {
      value = build === undefined ? this.#build(this.eagerSelf, false) : build.pending;
      build ??= this.building;
      await value;
    } catch (error) {
      if (build?.hasReader !== true && build?.isFenced !== true)
        this.#failure = { error, wasRejection: isThenable(value), version: build };
    }
  }

  /** Builds ahead of use where nothing has been tried yet, and forgets a failure. */
  attempt(): void {
    if (
      this.current !== undefined ||
      this.#failure !== undefined ||
      this.building !== undefined ||
      this.isReplaced()
    )
      return;
    new Promise((resolve) => resolve(this.#build(this.eagerSelf, false))).catch(() => undefined);
  }

  /** Forgets a failure kept for the first reader, and gives it. */
  takeFailure(): Failure | undefined {
    const failure = this.#failure;
    this.#failure = undefined;
    return failure;
  }

  /** Lets go of a version: who reads from now on does not get it. */
  forget(version: Version): void {
    if (this.current === version) this.current = undefined;
    const index = this.past.indexOf(version);
    if (index >= 0) this.past.splice(index, 1);
  }

  /** Has a version seen by those alone that it says. */
  setApart(version: Version): void {
    this.#failure = undefined;
    if (this.current === version) this.current = undefined;
    if (version.seenBy.before <= version.seenBy.from) return;
    this.past.push(version);
    const { gate } = this.host.builds;
    gate.slow++;
    version.onLeave(() => gate.slow--);
  }

  /** Gives up a build under way: its readers get what comes after it. */
  fence(version: Version): void {
    if (!version.fence()) return;
    this.host.builds.giveUp(version);
    if (this.building === version) this.building = undefined;
  }

  ages(): { ageMs: number; idleMs: number } {
    const { current } = this;
    if (current === undefined) return { ageMs: 0, idleMs: 0 };
    const now = this.host.clock.now();
    current.noteUse(now);
    return { ageMs: Math.max(0, now - current.builtAt) || 0, idleMs: Math.max(0, now - current.usedAt) || 0 };
  }

  /**
   * The long way: somebody may be reading for a build, or in an invocation that still has what was replaced,
   * or what is kept may have expired.
   */
  #readWithCare(self: unknown): unknown {
    const { builds, succession } = this.host;
    const readers = builds.nearest();
    if (readers.length > 0) requireStack();
    const own = succession.seenApart(this, readers.length > 0);
    if (own === undefined) succession.checkAtRead(this);
    const version = own ?? this.current;
    const failed = this.#failure?.version;
    const value = version === undefined ? this.#obtain(self) : this.#forAll(version, version.value, self);
    if (version !== undefined) {
      version.wasRead = true;
      this.#noteOpen(version);
    }
    if (readers.length === 0) return value;
    const found = version ?? this.current ?? this.building ?? succession.seenApart(this, true) ?? failed;
    if (found !== undefined) for (const reader of readers) reader.dependencies.add(found);
    // Whoever is built with a promise may never ask what comes of it.
    disown(value);
    return value;
  }

  /** Whatever loads around this call depends on the promises as well that the version it reads holds. */
  #noteOpen(version: Version): void {
    const { waits } = this.host;
    if (waits.current === undefined) return;
    for (const { wait } of stillOpen(version)) waits.hear(wait);
  }

  #obtain(self: unknown): unknown {
    if (this.#failure !== undefined) return this.#fail();
    return this.building === undefined ? this.#build(self, true) : this.#join(this.building, self);
  }

  #build(self: unknown, hasReader: boolean, attempt = 1): unknown {
    requireStack();
    const { builds, clock, invocations, succession, waits } = this.host;
    const origin = invocations.active?.serial ?? 0;
    const start = {
      wait: new Wait(this.label),
      begunAt: clock.now(),
      origin,
      born: this.born,
      hasReader,
      attempt,
    };
    const version = new Version(this, this.client, start);
    this.building = version;
    builds.begin(version);
    succession.begin(version);
    const startedAt = clock.lap();
    let value: unknown;
    try {
      value = waits.run(version.wait, () => this.factory.call(self));
      if (!isThenable(value) && !version.isFenced) this.#keep(version, value, value, startedAt);
    } finally {
      if (!isThenable(value)) this.#endBuild(version);
    }
    if (isThenable(value)) {
      version.pending = this.#settling(version, value, startedAt, self);
      return version.pending;
    }
    return version.isFenced ? this.#again(version, value, self) : value;
  }

  #settling(
    version: Version,
    value: PromiseLike<unknown>,
    startedAt: number,
    self: unknown,
  ): Promise<unknown> {
    const promise: Promise<unknown> = Promise.resolve(value).then(
      (instance) => {
        this.#endBuild(version);
        if (version.isFenced) return this.#again(version, instance, self);
        this.#keep(version, promise, instance, startedAt);
        return instance;
      },
      (error: unknown) => {
        this.#endBuild(version);
        if (version.isFenced) return this.#next(version, self);
        this.host.succession.failed(version);
        throw error;
      },
    );
    return promise;
  }

  /** Disposes what a fenced build gave, and gives what comes after it. */
  #again(version: Version, instance: unknown, self: unknown): unknown {
    version.instance = instance;
    this.client.counters.builds++;
    this.host.succession.discard(version);
    return this.#next(version, self);
  }

  #next(version: Version, self: unknown): unknown {
    if (this.current !== undefined || this.building !== undefined) return this.read(self);
    return this.#build(self, version.hasReader, version.nextAttempt);
  }

  /** Hands the kept failure to its first reader, the way the factory would have. */
  #fail(): Promise<never> {
    const { error, wasRejection } = this.takeFailure() ?? { error: undefined, wasRejection: false };
    if (wasRejection) return Promise.reject(error);
    throw error;
  }

  #join(build: Version, self: unknown): unknown {
    const { wait, pending } = build;
    build.hasReader = true;
    const cycle =
      this.host.waits.join(wait) ?? (pending === undefined ? [this.label, this.label] : undefined);
    if (cycle !== undefined) throw new ResolutionError(circular(this.label, cycle));
    return this.#forAll(build, pending, self);
  }

  /**
   * A version as the present reader gets it: one of another invocation than it was begun in waits until it is
   * known whether that went into it, and then builds for itself. Only a promise can wait.
   */
  #forAll(version: Version, value: unknown, self: unknown): unknown {
    if (!isThenable(value) || version.origin === (this.host.invocations.active?.serial ?? 0)) return value;
    if (version.isSettled && dependenciesSettled(version) === undefined) return value;
    return Promise.resolve(value).then(async (instance) => {
      await dependenciesSettled(version);
      // What came of one that was given up may be another invocation's as well.
      return version.isFenced || isOfOne(version) ? this.read(self) : instance;
    });
  }

  #keep(version: Version, value: unknown, instance: unknown, startedAt: number): void {
    this.#checkDisposal(instance);
    version.complete(value, instance, this.host.clock.now());
    const { counters } = this.client;
    counters.builds++;
    counters.buildMs += Math.max(0, this.host.clock.lap() - startedAt) || 0;
    if (!this.host.succession.admit(version, this)) return;
    this.current = version;
    this.gate = version.expirables.length === 0 ? this.host.builds.gate : ASKED_AT_EVERY_READ;
  }

  #checkDisposal(instance: unknown): void {
    const { dispose } = this.client.options;
    if (typeof dispose !== 'string' || hasMethod(instance, dispose)) return;
    discardInstance(instance);
    throw new InvalidOptionError(
      `Invalid option "dispose" of the container singleton ${this.label}: received '${dispose}', but the ` +
        "instance has no such method; valid is a method's name or a function.",
    );
  }

  #endBuild(version: Version): void {
    if (this.building === version) this.building = undefined;
    this.host.builds.end(version);
    this.host.succession.end(version);
  }
}

function circular(label: string, cycle: readonly string[]): string {
  return (
    `${label} needs itself to be built: ${cycle.join(' -> ')}. Break the cycle: let one of them take ` +
    'what it needs later, in a method.'
  );
}
