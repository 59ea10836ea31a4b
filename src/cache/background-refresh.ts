import { keyOf } from '../keys/key-parts.js';
import type { Entry } from '../store/entry.js';
import type { Partition } from '../store/partition.js';
import { later } from '../util/timers.js';
import { adopt, isThenable, SOON } from '../util/untrusted.js';
import type { Flight } from './flight.js';
import { type Flights, PATIENCE_MS } from './flights.js';
import type { FlightsHost } from './outcomes.js';
import type { Call } from './plan.js';

/**
 * Stale entries being loaded anew behind their callers' backs: one load a key, tracked, so that a freeze
 * finds none of them half done.
 */
export class BackgroundRefresh {
  /** Entries whose synchronous loader runs on a later turn. */
  readonly #scheduled = new Set<Entry>();

  constructor(
    private readonly cache: FlightsHost,
    private readonly flights: Flights,
  ) {}

  /**
   * Begins to renew an entry that no flight renews yet; whatever goes wrong is no business of the caller's.
   */
  begin(partition: Partition, entry: Entry, call: Call): void {
    if (this.#scheduled.has(entry)) return;
    if (this.flights.havePromised) this.#load(partition, entry, call);
    else this.#schedule(partition, entry, call);
  }

  #load(partition: Partition, entry: Entry, call: Call): void {
    const { host, entries } = this.cache;
    host.waits.apart(() => {
      let result: unknown;
      try {
        const before = this.flights.newest(entry);
        const rest = call.member.plan.staleWhileRevalidate - entries.staleMs(entry);
        result = this.flights.lead(partition, entry, keyOf(entry), call, 'background');
        if (!isThenable(result)) return;
        const newest = this.flights.newest(entry);
        this.#track(result, newest === before ? undefined : newest, rest);
      } catch {
        // A loader that threw before it gave a promise: counted and reported already. Or there was no stack
        // left, but a promise.
        if (result !== undefined) SOON.then(() => adopt(result));
      }
    });
  }

  /**
   * Has a refresh waited for, as long as it is not given up; what is left of the stale window bounds one that
   * no invocation ends.
   */
  #track(result: PromiseLike<unknown>, flight: Flight | undefined, rest: number): void {
    const settled = flight === undefined ? result : Promise.race([result, flight.follow()]);
    try {
      this.cache.host.background.track(settled, (isLate) => this.#abandon(flight, isLate));
    } catch (error) {
      SOON.then(() => adopt(settled));
      throw error;
    }
    if (flight?.promise === undefined || flight.invocation !== undefined) return;
    this.flights.limit(flight, rest > 0 ? Math.min(rest, PATIENCE_MS) : PATIENCE_MS);
  }

  /**
   * One that takes too long counts as failed, so that not every invocation waits for another in vain; one
   * that was fenced concerns nobody.
   */
  #abandon(flight: Flight | undefined, isLate = false): void {
    if (flight === undefined) return;
    const { backoff, host } = this.cache;
    if (isLate && flight.state === 'running') backoff.begin(flight.entry, host.clock.now());
    this.flights.abandon(flight);
  }

  /** A synchronous loader would make its caller wait, so it runs on a later turn of the event loop. */
  #schedule(partition: Partition, entry: Entry, call: Call): void {
    let isWanted = true;
    let resolve: (() => void) | undefined;
    const work = new Promise<void>((done) => {
      resolve = done;
    });
    later(() => {
      this.#scheduled.delete(entry);
      const isStill =
        isWanted &&
        partition.find(keyOf(entry)) === entry &&
        entry.hasValue &&
        this.flights.openFor(entry) === undefined;
      if (isStill && !this.cache.entries.isFresh(entry)) this.#load(partition, entry, call);
      resolve?.();
    });
    this.#scheduled.add(entry);
    this.cache.host.background.track(work, () => {
      isWanted = false;
    });
  }
}
