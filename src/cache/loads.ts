import { CircularLoadError } from '../errors.js';
import type { StopwatchClock } from './clock.js';
import type { CacheCounters } from './counters.js';
import { Flight } from './flight.js';
import { isThenable } from './hostile-values.js';
import type { ResolvedKey } from './key.js';
import { prune } from './key-path.js';
import type { Call } from './member-plan.js';
import type { Partition } from './partition.js';
import type { WaitGraph } from './wait-graph.js';

/** What becomes of the result of a load that did not fail, before its callers see it. */
export interface Landing {
  /** False for a result that can be read only once. */
  isShareable(flight: Flight, value: unknown): boolean;
  /** Milliseconds to keep it; 0 for not at all. Runs the user's code, so it is asked while the flight can still be fenced. */
  lifetimeOf(flight: Flight, value: unknown, args: readonly unknown[]): number;
  write(flight: Flight, value: unknown, isPromised: boolean, lifetime: number): void;
  /** The method turned out to give promises: what is stored already is handed out as such, too. */
  becomeAsync(): void;
  /** The result is not kept: nor is the entry that it came to renew. */
  drop(flight: Flight): void;
}

/** The loads of one method in flight: one a key, joined by whoever else asks for it. */
export class Loads {
  readonly #flights = new Set<Flight>();
  /** True once a loader has returned a promise. */
  havePromised = false;

  constructor(
    private readonly counters: CacheCounters,
    private readonly clock: StopwatchClock,
    private readonly waits: WaitGraph,
    private readonly landing: Landing,
  ) {}

  /** Loads in flight, fenced ones included. */
  get size(): number {
    return this.#flights.size;
  }

  /** Runs the loader as the leader of a flight for a key that has none. */
  lead(partition: Partition, key: ResolvedKey, call: Call): unknown {
    const startedAt = this.clock.lap();
    const slot = partition.keys.reach(key, partition.ref);
    const flight = new Flight(call.member, partition, slot, startedAt);
    slot.flight = flight;
    this.#flights.add(flight);
    this.counters.loads++;
    let result: unknown;
    try {
      result = this.waits.run(flight.wait, () => call.member.loader.apply(call.self, call.args));
    } catch (error) {
      this.#failed(flight);
      throw error;
    }
    if (!isThenable(result)) {
      this.#landed(flight, result, false, call.args);
      return result;
    }
    if (!this.havePromised) this.landing.becomeAsync();
    this.havePromised = true;
    flight.promise = this.#settling(flight, result, call.args);
    return flight.promise;
  }

  /** Waits for a flight that another call leads. */
  join(flight: Flight, call: Call): unknown {
    const cycle = this.waits.join(flight.wait);
    const { promise } = flight;
    if (cycle !== undefined || promise === undefined) {
      const steps = (cycle ?? [flight.member.label, flight.member.label]).join(' -> ');
      throw new CircularLoadError(
        `${flight.member.label} waits for its own result: ${steps}. A loader must not call itself with the same key, directly or through others.`,
      );
    }
    this.counters.joins++;
    return promise.then((value) => (flight.isShareable ? value : this.#loadAlone(call)));
  }

  /** Keeps all flights of a partition from storing. */
  fence(partition: Partition): void {
    for (const flight of this.#flights) if (flight.partition === partition) flight.fence();
  }

  #settling(flight: Flight, result: PromiseLike<unknown>, args: readonly unknown[]): Promise<unknown> {
    return Promise.resolve(result).then(
      (value) => {
        this.#landed(flight, value, true, args);
        return value;
      },
      (error: unknown) => {
        this.#failed(flight);
        throw error;
      },
    );
  }

  /** A follower of a result that cannot be shared runs the method for itself; nothing is stored. */
  #loadAlone({ member, self, args }: Call): unknown {
    this.counters.loads++;
    this.counters.uncacheable++;
    return member.loader.apply(self, args);
  }

  #landed(flight: Flight, value: unknown, isPromised: boolean, args: readonly unknown[]): void {
    flight.isShareable = this.landing.isShareable(flight, value);
    const lifetime = flight.isShareable ? this.landing.lifetimeOf(flight, value, args) : 0;
    if (!(lifetime > 0)) this.counters.uncacheable++;
    try {
      this.#finish(flight);
      if (flight.isFenced) return;
      if (lifetime > 0) this.landing.write(flight, value, isPromised, lifetime);
      else this.landing.drop(flight);
    } finally {
      prune(flight.slot);
    }
  }

  #failed(flight: Flight): void {
    this.counters.loadErrors++;
    try {
      this.#finish(flight);
    } finally {
      prune(flight.slot);
    }
  }

  #finish(flight: Flight): void {
    this.#flights.delete(flight);
    if (flight.slot.flight === flight) flight.slot.flight = undefined;
    this.waits.settle(flight.wait);
    this.counters.loadMs += Math.max(0, this.clock.lap() - flight.startedAt);
  }
}
