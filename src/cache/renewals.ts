import type { Entries } from './entries.js';
import type { Entry } from './entry.js';
import type { Flight } from './flight.js';
import type { CacheHost } from './host.js';
import { adopt, isThenable, SOON } from './hostile-values.js';
import { keyOf } from './key-rest.js';
import type { Loads } from './loads.js';
import type { Call } from './member-plan.js';
import { PATIENCE_MS } from './overdue.js';
import type { Partition } from './partition.js';
import type { Pauses } from './pauses.js';
import { later } from './timers.js';

/** Stale entries being loaded anew behind their callers' backs: one load a key, tracked, so that a freeze finds none of them half done. */
export class Renewals {
  /** Entries whose synchronous loader runs on a later turn. */
  readonly #scheduled = new Set<Entry>();

  constructor(
    private readonly host: CacheHost,
    private readonly entries: Entries,
    private readonly loads: Loads,
    private readonly pauses: Pauses,
  ) {}

  /** Begins to renew an entry that no flight renews yet; whatever goes wrong is no business of the caller's. */
  begin(partition: Partition, entry: Entry, call: Call): void {
    if (this.#scheduled.has(entry)) return;
    if (this.loads.havePromised) this.#load(partition, entry, call);
    else this.#schedule(partition, entry, call);
  }

  #load(partition: Partition, entry: Entry, call: Call): void {
    this.host.waits.apart(() => {
      let result: unknown;
      try {
        const before = this.entries.flightOf(entry);
        const rest = call.member.staleWhileRevalidate - this.entries.staleMs(entry);
        result = this.loads.lead(partition, keyOf(entry), entry, call, 'background');
        if (!isThenable(result)) return;
        const found = this.entries.flightOf(entry);
        this.#track(result, found === before ? undefined : found, rest);
      } catch {
        // A loader that threw before it gave a promise: counted and reported already. Or there was no stack left, but a promise.
        if (result !== undefined) SOON.then(() => adopt(result));
      }
    });
  }

  /** Has a refresh waited for, as long as it is not given up; what is left of the stale window bounds one that no invocation ends. */
  #track(result: PromiseLike<unknown>, flight: Flight | undefined, rest: number): void {
    const settled = flight === undefined ? result : Promise.race([result, flight.follow()]);
    try {
      this.host.background.track(settled, (isLate) => this.#abandon(flight, isLate));
    } catch (error) {
      SOON.then(() => adopt(settled));
      throw error;
    }
    if (flight?.promise === undefined || flight.invocation !== undefined) return;
    this.loads.limit(flight, rest > 0 ? Math.min(rest, PATIENCE_MS) : PATIENCE_MS);
  }

  /** One that takes too long counts as failed, so that not every invocation waits for another in vain; one that was fenced concerns nobody. */
  #abandon(flight: Flight | undefined, isLate = false): void {
    if (flight === undefined) return;
    if (isLate && !flight.isFenced) this.pauses.begin(flight.entry, this.host.clock.now());
    this.loads.abandon(flight);
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
      const isStill = isWanted && partition.find(keyOf(entry)) === entry && entry.hasValue && this.loads.flightFor(entry) === undefined;
      if (isStill && !this.entries.isFresh(entry)) this.#load(partition, entry, call);
      resolve?.();
    });
    this.#scheduled.add(entry);
    this.host.background.track(work, () => {
      isWanted = false;
    });
  }
}
