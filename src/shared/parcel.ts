import { windowsOf } from '../cache/freshness.js';
import type { Load } from '../cache/plan.js';
import { OptionWarning } from '../errors.js';
import { nameOfThrown } from '../util/untrusted.js';
import type { Lefts } from './ages.js';
import { type Encoded, encode } from './codec.js';
import type { Epochs } from './epochs.js';
import { isTooLarge } from './errors.js';
import type { Lease } from './lease.js';
import type { Name } from './names.js';
import type { Patience } from './patience.js';
import { unstorable } from './storable.js';
import type { Subject } from './subjects.js';

/** How long a value stays in the store at most, with its stale windows. */
const LONGEST_MS = 30 * 24 * 3_600_000;

/** The times of a load, in milliseconds. */
interface Times {
  /** When it began, by the wall clock. */
  readonly at: number;
  /** How long its value is fresh from then on. */
  readonly ttl: number;
  /** How long it took. */
  readonly loadMs: number;
}

/** What a value bears: epochs, and what was left of them when its load began, where that is known. */
interface Borne {
  readonly epochs: Epochs;
  readonly lefts: Lefts;
}

/** A value on its way to the store: as it was when its callers got it. */
export class Parcel {
  readonly #times: Times & { readonly stale: number };
  readonly #tags: readonly string[];
  readonly #value: Encoded | undefined;

  /** Encodes the value of a load, or of what somebody has set, as it is kept. */
  constructor(
    private readonly to: Subject,
    load: Load,
    times: Times,
  ) {
    const { kept, outcome, details, member } = load;
    const { staleWhileRevalidate, staleIfError } = windowsOf(load, member.plan);
    const ttl = Math.min(times.ttl, LONGEST_MS);
    const stale = Math.min(Math.max(staleWhileRevalidate, staleIfError), LONGEST_MS - ttl);
    this.#times = { ...times, ttl, stale };
    this.#tags = details?.tags ?? [];
    this.#value = this.#encoded(kept === undefined ? outcome : kept[0]);
  }

  /** True for a value that cannot be stored, which was said. */
  get isRefused(): boolean {
    return this.#value === undefined;
  }

  #encoded(value: unknown): Encoded | undefined {
    const { codec } = this.to.facts;
    const found = codec === undefined ? unstorable(value) : undefined;
    if (found === undefined) return this.#attempt(() => encode(value, codec));
    this.#warn(`it would come back as something else: ${found}`);
    return undefined;
  }

  /** The bytes of the value with these epochs; undefined where it cannot be stored. */
  seal(names: readonly Name[], { epochs, lefts }: Borne): Uint8Array | undefined {
    const value = this.#value;
    if (value === undefined) return undefined;
    const borne = names.flatMap(([short, stored]) => {
      const epoch = epochs.get(stored);
      return epoch === undefined ? [] : [[short, epoch.bytes, lefts.get(stored)] as const];
    });
    if (borne.length < names.length) return undefined;
    const about = { ...this.#times, tags: this.#tags, key: this.to.key.text, epochs: borne };
    return this.#attempt(() => this.to.hub.envelopes.seal(about, value));
  }

  /** What `make` gives; undefined where it throws, which is said. */
  #attempt<T>(make: () => T): T | undefined {
    try {
      return make();
    } catch (cause) {
      // V8 quotes what it cannot write, and says no more than that.
      if (this.to.facts.codec === undefined) this.#warn('it cannot be serialized');
      else this.#warn(`it cannot be serialized (${nameOfThrown(cause)})`, cause);
      return undefined;
    }
  }

  /** Writes sealed bytes for what is left of their time, and gives up the lease. */
  async send(value: Uint8Array, patience: Patience, lease?: Lease): Promise<void> {
    const { hub, key, cache } = this.to;
    const { at, ttl, stale } = this.#times;
    const ttlMs = Math.floor(at + ttl + stale - hub.now);
    const release = lease?.release ?? [];
    if (!(ttlMs >= 1)) return void (await lease?.letGo());
    const sentAt = hub.container.clock.lap();
    let isRefused = false;
    const isTold = await hub.line.tell(
      (store) => store.apply([{ set: key.value, value, ttlMs }, ...release]),
      patience,
      (error) => {
        isRefused = true;
        if (isTooLarge(error))
          this.#warn(`its ${Math.ceil(value.byteLength / 1_024)} KB are too much for the store`, error);
      },
    );
    if (isTold) return lease?.end();
    hub.count(cache, 'sharedErrors', sentAt);
    if (isRefused) await lease?.letGo();
  }

  #warn(problem: string, cause?: unknown): void {
    const { cache, call } = this.to;
    const message = `A value of ${call.member.label} was not written to the shared store: ${problem}.`;
    cache.warn(new OptionWarning(message, cause === undefined ? {} : { cause }));
  }
}
