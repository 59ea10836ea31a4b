import { ResolutionError } from '../errors.js';
import type { SingletonOptions } from '../options.js';
import { requireStack } from '../util/stack.js';
import { disown, isThenable } from '../util/untrusted.js';
import { Builds, type Factory, type SingletonHost } from './builds.js';
import { type ClientFacts, factsOf } from './client-facts.js';
import { dependenciesSettled, stillOpen, withDependencies } from './dependencies.js';
import type { Version } from './version.js';

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
export class Singleton extends Builds {
  /** The `this` of a factory that runs before anybody reads. */
  eagerSelf: unknown;
  /** True where a DI container gives everybody something else: then it is not built ahead of use. */
  isReplaced = (): boolean => false;
  /** The failure kept for the first reader. */
  failure: Failure | undefined;

  constructor(
    label: string,
    factory: Factory,
    options: SingletonOptions,
    host: SingletonHost,
    client: ClientFacts = factsOf(label, options),
  ) {
    super(factory, host, client);
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
      value = build === undefined ? this.build(this.eagerSelf, false) : build.pending;
      build ??= this.building;
      await value;
    } catch (error) {
      const isWanted = keepsFailure && (build?.home ?? this.host.succession) === this.host.succession;
      if (isWanted && build?.hasReader !== true && build?.isFenced !== true)
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
    const { succession, waits, standIns } = this.host;
    const standIn = standIns?.find(this);
    if (standIn !== undefined) return standIn();
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
      const { current } = waits;
      if (current !== undefined) for (const open of stillOpen(version)) current.hears(open);
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
      return this.building === undefined ? this.build(self, true) : this.#join(this.building, self);
    // A failure comes back as the factory failed: thrown, or as a rejection.
    if (failure.wasRejection) return Promise.reject(failure.error);
    throw failure.error;
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
}
