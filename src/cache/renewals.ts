import type { Entries } from './entries.js';
import type { Entry } from './entry.js';
import type { Flight } from './flight.js';
import type { CacheHost } from './host.js';
import { adopt, isThenable, SOON } from './hostile-values.js';
import { keyOf } from './key-rest.js';
import type { Loads } from './loads.js';
import type { Call } from './member-plan.js';
import type { Partition } from './partition.js';
import type { Pauses } from './pauses.js';

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
        result = this.loads.lead(partition, keyOf(entry), entry, call, 'background');
        const flight = this.entries.flightOf(entry);
        if (isThenable(result)) this.host.background.track(result, (isLate) => this.#abandon(flight, isLate));
      } catch {
        // A loader that threw before it gave a promise: counted and reported already. Or there was no stack left, but a promise.
        if (result !== undefined) SOON.then(() => adopt(result));
      }
    });
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
    setImmediate(() => {
      this.#scheduled.delete(entry);
      const isStill = isWanted && partition.find(keyOf(entry)) === entry && entry.hasValue && this.entries.flightOf(entry) === undefined;
      if (isStill && !this.entries.isFresh(entry)) this.#load(partition, entry, call);
      resolve?.();
    });
    this.#scheduled.add(entry);
    this.host.background.track(work, () => {
      isWanted = false;
    });
  }
}
