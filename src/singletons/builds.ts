import type { Observer } from '../cache/observer.js';
import { runAs, type WaitGraph } from '../context/wait-graph.js';
import type { StopwatchClock } from '../util/clock.js';
import { invalidOption } from '../util/invalid-option.js';
import { requireStack } from '../util/stack.js';
import { isThenable } from '../util/untrusted.js';
import type { ClientFacts } from './client-facts.js';
import { discardInstance, hasMethod } from './disposal.js';
import type { InvocationView } from './invocation-view.js';
import type { ReadGate } from './roster.js';
import type { StandIns } from './stand-ins.js';
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
  readonly standIns?: StandIns | undefined;
  /** Who wants to know what goes on, if anybody does. */
  readonly observer?: Observer | undefined;
}

/**
 * The gate of clients that may expire, or were built with one that may, of those for which another stands in,
 * and of keyed ones, whose readers are noted: every read has to look.
 */
const ASKED_AT_EVERY_READ: ReadGate = { slow: 1 };

/** The builds of one client: at most one is under way, and the last that was kept is current. */
export abstract class Builds implements ClientRecord {
  /** The version that most readers get. */
  current: Version | undefined;
  /** Open while reads may take the fast path. */
  gate: ReadGate;
  building: Version | undefined;
  retired = new Set<Version>();
  /** Builds that have not ended, those that were given up included. */
  #open = 0;

  constructor(
    readonly factory: Factory,
    readonly host: SingletonHost,
    readonly client: ClientFacts,
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

  abstract read(self: unknown): unknown;

  abstract prepare(keepsFailure?: boolean): Promise<void>;

  /** Runs the factory, for a reader unless it is ahead of use; gives the instance or the promise of it. */
  protected build(self: unknown, hasReader: boolean, attempt = 1): unknown {
    requireStack();
    const { clock, invocations, succession, waits } = this.host;
    const { active } = invocations;
    const version = new Version(this, clock.now(), active?.serial, hasReader, attempt);
    version.noteReader(active);
    version.home = succession;
    this.building = version;
    this.#open++;
    let isPending = false;
    try {
      succession.begin(version);
      const startedAt = clock.lap();
      let value: unknown;
      try {
        value = runAs(waits, version, () => this.#run(version, self));
        isPending = isThenable(value);
      } finally {
        if (!isPending) succession.end(version);
      }
      if (isPending) {
        version.pending = this.#settling(version, value as PromiseLike<unknown>, startedAt, self);
        return version.pending;
      }
      if (version.isFenced) return this.#again(version, value, self, startedAt);
      this.#keep(version, value, value, startedAt);
      return value;
    } finally {
      if (!isPending) this.#open--;
    }
  }

  #run(version: Version, self: unknown): unknown {
    const { observer } = this.host;
    if (observer === undefined) return this.factory.call(self);
    return observer.build(version, () => this.factory.call(self));
  }

  #settling(
    version: Version,
    value: PromiseLike<unknown>,
    startedAt: number,
    self: unknown,
  ): Promise<unknown> {
    const promise: Promise<unknown> = Promise.resolve(value).then(
      this.#ended(version, (instance) => {
        if (version.isFenced) return this.#again(version, instance, self, startedAt);
        this.#keep(version, promise, instance, startedAt);
        return instance;
      }),
      this.#ended(version, (error) => {
        this.host.observer?.built(version, true);
        if (version.isFenced) return this.#next(version, self);
        version.home.failed(version);
        throw error;
      }),
    );
    return promise;
  }

  /** What a build has led to, once that is noted; where nothing is left of it, this record may go. */
  #ended(version: Version, lead: (outcome: unknown) => unknown): (outcome: unknown) => unknown {
    return (outcome) => {
      try {
        version.home.end(version);
        return lead(outcome);
      } finally {
        this.#open--;
        this.changed();
      }
    };
  }

  /** Disposes what a build gave that was given up, and returns what the next one gives. */
  #again(version: Version, instance: unknown, self: unknown, startedAt: number): unknown {
    version.instance = instance;
    this.#count(version, startedAt);
    version.home.discard(version);
    return this.#next(version, self);
  }

  #next(version: Version, self: unknown): unknown {
    if (this.current !== undefined || this.building !== undefined) return this.read(self);
    return this.build(self, version.hasReader, version.attempt + 1);
  }

  #keep(version: Version, value: unknown, instance: unknown, startedAt: number): void {
    this.#checkDisposal(version, instance);
    version.complete(value, instance, this.host.clock.now());
    this.#count(version, startedAt);
    const { home } = version;
    // What a test has set aside meanwhile is found when that is given back.
    if (!home.admit(version) || home !== this.host.succession) return;
    this.current = version;
    this.setGate();
    this.changed();
  }

  /** Counts a build that has given an instance. */
  #count(version: Version, startedAt: number): void {
    const { clock, observer } = this.host;
    version.counters.builds++;
    version.counters.buildMs += Math.max(0, clock.lap() - startedAt) || 0;
    observer?.built(version, false);
  }

  /** Has every read look, where that is needed. */
  setGate(): void {
    const { standIns, succession } = this.host;
    const isAsked = this.current?.isMortal === true || this.client.kind === 'keyed';
    this.gate = isAsked || standIns?.find(this) !== undefined ? ASKED_AT_EVERY_READ : succession.gate;
  }

  /** Has a build count as failed whose instance lacks the method that is to dispose it. */
  #checkDisposal(version: Version, instance: unknown): void {
    const { dispose } = this.client.options;
    if (typeof dispose !== 'string' || hasMethod(instance, dispose)) return;
    void discardInstance(instance);
    this.host.observer?.built(version, true);
    version.home.failed(version);
    const place = `the ${this.client.kind} singleton ${this.client.label}`;
    const received = `'${dispose}', but the instance has no such method`;
    throw invalidOption('dispose', place, received, "a method's name or a function");
  }
}
