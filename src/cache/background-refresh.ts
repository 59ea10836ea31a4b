import { keyOf } from '../keys/key-parts.js';
import type { Entry } from '../store/entry.js';
import type { Partition } from '../store/partition.js';
import { later } from '../util/timers.js';
import { adopt, isThenable, SOON } from '../util/untrusted.js';
import type { Flights } from './flights.js';
import { windowsOf } from './freshness.js';
import { pause } from './outcomes.js';
import type { Call } from './plan.js';
import { PATIENCE_MS } from './time-limit.js';

/**
 * Stale entries being loaded anew behind their callers' backs: one load a key, tracked, so that a freeze
 * finds none of them half done.
 */
export class BackgroundRefresh {
  readonly #flights: Flights;
  /** Entries whose synchronous loader runs on a later turn. */
  readonly #scheduled = new Set<Entry>();

  constructor(flights: Flights) {
    this.#flights = flights;
  }

  /** Begins to renew an entry that no flight renews yet; whatever goes wrong does not concern its caller. */
  begin(partition: Partition, entry: Entry, call: Call): void {
    if (this.#scheduled.has(entry)) return;
    this.#flights.cache.host.background.behind(() => {
      if (this.#flights.havePromised) this.#load(partition, entry, call);
      else this.#schedule(partition, entry, call);
    });
  }

  #load(partition: Partition, entry: Entry, call: Call): void {
    const flights = this.#flights;
    const { host, entries } = flights.cache;
    host.waits.apart(() => {
      let result: unknown;
      let settled: unknown;
      try {
        const rest = windowsOf(entry, call.member.plan).staleWhileRevalidate - entries.staleMs(entry);
        const flight = flights.start(partition, entry, keyOf(entry), call, 'background');
        flight.isAloft = false;
        result = flights.run(flight);
        if (!isThenable(result)) return;
        settled = Promise.race([result, flight.follow()]);
        host.background.track(settled as Promise<unknown>, (isLate) => {
          // One that takes too long counts as failed, so that not every invocation waits for another in vain.
          if (isLate && flight.state === 'running') pause(flights, flight);
          flights.abandon(flight);
        });
        // What is left of the stale window bounds one that no invocation ends.
        if (flight.promise !== undefined && flight.invocation === undefined)
          flights.limit(flight, rest > 0 ? Math.min(rest, PATIENCE_MS) : PATIENCE_MS);
      } catch {
        // The loader threw before it gave a promise, which is reported already, or there was no stack left.
        if (result !== undefined) SOON.then(() => [result, settled].forEach(adopt));
      }
    });
  }

  /** A synchronous loader would make its caller wait, so it runs on a later turn of the event loop. */
  #schedule(partition: Partition, entry: Entry, call: Call): void {
    const flights = this.#flights;
    const { host, entries } = flights.cache;
    const { writtenAt } = entry;
    let isWanted = true;
    let done: (() => void) | undefined;
    const work = new Promise<void>((resolve) => {
      done = resolve;
    });
    later(() => {
      this.#scheduled.delete(entry);
      const isThere = isWanted && partition.find(keyOf(entry)) === entry && entry.hasValue;
      // One that nobody had read for long may be fresh by being read; still it is to be renewed.
      const isNew = entry.writtenAt !== writtenAt && entries.isFresh(entry);
      if (isThere && flights.openFor(entry) === undefined && !isNew) this.#load(partition, entry, call);
      done?.();
    });
    this.#scheduled.add(entry);
    host.background.track(work, () => {
      isWanted = false;
    });
  }
}
