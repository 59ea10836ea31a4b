import type { WaitGraph } from '../context/wait-graph.js';
import { InvalidOptionError, ResolutionError } from '../errors.js';
import type { SingletonOptions } from '../options.js';
import type { StopwatchClock } from '../util/clock.js';
import { requireStack } from '../util/stack.js';
import { disown, isThenable } from '../util/untrusted.js';
import { type ClientFacts, factsOf } from './client-facts.js';
import { dependenciesSettled, stillOpen, withDependencies } from './dependencies.js';
import { discardInstance, hasMethod } from './disposal.js';
import type { InvocationView } from './invocation-view.js';
import type { ReadGate } from './roster.js';
import type { Succession } from './succession.js';
import { type ClientRecord, Version } from './version.js';

/** Builds the instance or a promise of it; `this` is the first reader. */
export type Factory = (this: unknown) => unknown;

/** What a singleton needs of the container it lives in. */
export interface SingletonHost {
  readonly clock: StopwatchClock;
  readonly waits: WaitGraph;
  readonly invocations: InvocationView;
  readonly succession: Succession;
}

/**
 * The gate of clients that may expire, or were built with one that may, and of keyed ones, whose readers are
 * noted: every read has to look.
 */
const ASKED_AT_EVERY_READ: ReadGate = { slow: 1 };

/** How a build failed that nobody was waiting for. */
interface Failure {
  readonly error: unknown;
  readonly wasRejection: boolean;
  readonly version: Version | undefined;
}

/**
 * The record of one client of the container: built at first use, kept, replaced. Each reader gets the version
 * that is meant for its invocation.
 */
export class Singleton implements ClientRecord {
  /** The version that most readers get. */
  current: Version | undefined;
  /** Open while reads may take the fast path. */
  gate: ReadGate;
  building: Version | undefined;
  /** The `this` of a factory that runs before anybody reads. */
  eagerSelf: unknown;
  /** True where a DI container gives everybody something else: then it is not built ahead of use. */
  isReplaced = (): boolean => false;
  /** The failure kept for the first reader. */
  failure: Failure | undefined;
  readonly retired = new Set<Version>();
  /** Builds that have not ended, those that were given up included. */
  #open = 0;

  constructor(
    label: string,
    private readonly factory: Factory,
    options: SingletonOptions,
    readonly host: SingletonHost,
    readonly client: ClientFacts = factsOf(label, options),
  ) {
    this.gate = host.succession.gate;
  }

  /** True while it has no version: nothing would be lost with this record. */
  get isIdle(): boolean {
    return this.current === undefined && this.#open === 0 && this.retired.size === 0;
  }

  changed(): void {
    // Of interest to clients by key.
  }

  /** What to invalidate where an error may be this client's fault. */
  blamed(): readonly Singleton[] {
    return [this];
  }

  /** The instance, or the promise of it that an async factory gave; built where it is missing. */
  read(self: unknown): unknown {
    const { current } = this;
    if (current === undefined || this.gate.slow !== 0) return this.#readWithCare(self);
    current.wasRead = true;
    return current.value;
  }

  /** Builds ahead of use where it is missing; `keepsFailure` for the first reader, instead of another try. */
  async prepare(keepsFailure = true): Promise<void> {
    if (this.current !== undefined || this.failure !== undefined || this.isReplaced()) return;
    let value: unknown;
    let build = this.building;
    try {
      value = build === undefined ? this.#build(this.eagerSelf, false) : build.pending;
      build ??= this.building;
      await value;
    } catch (error) {
      if (keepsFailure && build?.hasReader !== true && build?.isFenced !== true)
        this.failure = { error, wasRejection: isThenable(value), version: build };
    }
  }

  /** Forgets a failure kept for the first reader, and gives it. */
  takeFailure(): Failure | undefined {
    const failure = this.failure;
    this.failure = undefined;
    return failure;
  }

  /**
   * The slow path: somebody may be reading for a build, or in an invocation that still reads a retired
   * version, or the client may have expired.
   */
  #readWithCare(self: unknown): unknown {
    const { succession, waits } = this.host;
    const readers = succession.readers();
    if (readers.length > 0) requireStack();
    const own = succession.seenApart(this, readers.length > 0);
    if (own === undefined) succession.checkAtRead(this);
    const version = own ?? this.current;
    const failed = this.failure?.version;
    const value = version === undefined ? this.#obtain(self) : this.#forAll(version, version.value, self);
    if (version !== undefined) {
      version.wasRead = true;
      if (version.client.kind === 'keyed') version.noteReader(this.host.invocations.active);
      // A load around this call depends on the promises that the version holds as well.
      if (waits.current !== undefined) for (const open of stillOpen(version)) waits.hear(open);
    }
    if (readers.length === 0) return value;
    const found = version ?? this.current ?? this.building ?? succession.seenApart(this, true) ?? failed;
    if (found !== undefined) for (const reader of readers) reader.needs(found);
    // Who is built with a promise may never handle its rejection.
    disown(value);
    return value;
  }

  #obtain(self: unknown): unknown {
    const failure = this.takeFailure();
    if (failure === undefined)
      return this.building === undefined ? this.#build(self, true) : this.#join(this.building, self);
    // As the factory failed.
    if (failure.wasRejection) return Promise.reject(failure.error);
    throw failure.error;
  }

  #build(self: unknown, hasReader: boolean, attempt = 1): unknown {
    requireStack();
    const { clock, invocations, succession, waits } = this.host;
    const { active } = invocations;
    const version = new Version(this, clock.now(), active?.serial, hasReader, attempt);
    version.noteReader(active);
    this.building = version;
    this.#open++;
    let isPending = false;
    try {
      succession.begin(version);
      const startedAt = clock.lap();
      let value: unknown;
      try {
        value = waits.run(version, () => this.factory.call(self));
        isPending = isThenable(value);
      } finally {
        if (!isPending) succession.end(version);
      }
      if (isPending) {
        version.pending = this.#settling(version, value as PromiseLike<unknown>, startedAt, self);
        return version.pending;
      }
      if (version.isFenced) return this.#again(version, value, self);
      this.#keep(version, value, value, startedAt);
      return value;
    } finally {
      if (!isPending) this.#open--;
    }
  }

  #settling(
    version: Version,
    value: PromiseLike<unknown>,
    startedAt: number,
    self: unknown,
  ): Promise<unknown> {
    const { succession } = this.host;
    const promise: Promise<unknown> = Promise.resolve(value).then(
      this.#ended(version, (instance) => {
        if (version.isFenced) return this.#again(version, instance, self);
        this.#keep(version, promise, instance, startedAt);
        return instance;
      }),
      this.#ended(version, (error) => {
        if (version.isFenced) return this.#next(version, self);
        succession.failed(version);
        throw error;
      }),
    );
    return promise;
  }

  /** What a build has led to, once that is noted; where nothing is left of it, this record may go. */
  #ended(version: Version, lead: (outcome: unknown) => unknown): (outcome: unknown) => unknown {
    return (outcome) => {
      try {
        this.host.succession.end(version);
        return lead(outcome);
      } finally {
        this.#open--;
        this.changed();
      }
    };
  }

  /** Disposes what a build gave that was given up, and returns what the next one gives. */
  #again(version: Version, instance: unknown, self: unknown): unknown {
    version.instance = instance;
    this.client.counters.builds++;
    this.host.succession.discard(version);
    return this.#next(version, self);
  }

  #next(version: Version, self: unknown): unknown {
    if (this.current !== undefined || this.building !== undefined) return this.read(self);
    return this.#build(self, version.hasReader, version.attempt + 1);
  }

  #join(build: Version, self: unknown): unknown {
    const { pending } = build;
    build.hasReader = true;
    build.noteReader(this.host.invocations.active);
    const { label } = this.client;
    const cycle = this.host.waits.join(build) ?? (pending === undefined ? [label, label] : undefined);
    if (cycle === undefined) return this.#forAll(build, pending, self);
    throw new ResolutionError(
      `${label} needs itself to be built: ${cycle.join(' -> ')}. Break the cycle: let one of them take ` +
        'what it needs later, in a method.',
    );
  }

  /**
   * A version as the present reader gets it. Outside the invocation that began it, a promise waits until it
   * is known whether the build has read that invocation; if so, a new one is built.
   */
  #forAll(version: Version, value: unknown, self: unknown): unknown {
    if (!isThenable(value) || version.origin === (this.host.invocations.active?.serial ?? 0)) return value;
    if (version.isSettled && dependenciesSettled(version) === undefined) return value;
    return Promise.resolve(value).then(async (instance) => {
      await dependenciesSettled(version);
      // A build that was given up may have read an invocation as well.
      const isOfOne = [...withDependencies([version])].some(({ isScoped }) => isScoped);
      return version.isFenced || isOfOne ? this.read(self) : instance;
    });
  }

  #keep(version: Version, value: unknown, instance: unknown, startedAt: number): void {
    this.#checkDisposal(instance);
    version.complete(value, instance, this.host.clock.now());
    const { counters } = this.client;
    counters.builds++;
    counters.buildMs += Math.max(0, this.host.clock.lap() - startedAt) || 0;
    const { succession } = this.host;
    if (!succession.admit(version)) return;
    this.current = version;
    const isAsked = version.isMortal || this.client.kind === 'keyed';
    this.gate = isAsked ? ASKED_AT_EVERY_READ : succession.gate;
    this.changed();
  }

  #checkDisposal(instance: unknown): void {
    const { dispose } = this.client.options;
    if (typeof dispose !== 'string' || hasMethod(instance, dispose)) return;
    void discardInstance(instance);
    throw new InvalidOptionError(
      `Invalid option "dispose" of the ${this.client.kind} singleton ${this.client.label}: ` +
        `received '${dispose}', but the instance has no such method; valid is a method's name or a function.`,
    );
  }
}
