import type { FlightsHost } from '../cache/flights-host.js';
import { OptionWarning } from '../errors.js';
import { nameOfThrown } from '../util/untrusted.js';
import type { Lefts } from './ages.js';
import { type Encoded, encode } from './codec.js';
import type { Epochs } from './epochs.js';
import type { SharedFacts } from './facts.js';
import type { Hub } from './hub.js';
import type { Lease } from './lease.js';
import type { Name, SharedKey } from './names.js';
import type { Patience } from './patience.js';
import { unstorable } from './storable.js';
import { isTooLarge } from './value-too-large-error.js';

/** How long a value stays in the store at most, with its stale windows. */
const LONGEST_MS = 30 * 24 * 3_600_000;

/** What is to be written of a load, or of what somebody has set. */
export interface Contents {
  readonly value: unknown;
  /** When its load began, by the wall clock. */
  readonly at: number;
  readonly ttl: number;
  readonly stale: number;
  readonly loadMs: number;
  readonly tags: readonly string[];
}

/** What a parcel is written for. */
export interface Addressee {
  readonly hub: Hub;
  readonly cache: FlightsHost;
  readonly label: string;
  readonly facts: SharedFacts;
  readonly key: SharedKey;
}

/** What a value bears: epochs, and what was left of them when its load began, where that is known. */
interface Borne {
  readonly epochs: Epochs;
  readonly lefts: Lefts;
}

/** A value on its way to the store: as it was when its callers got it. */
export class Parcel {
  readonly #contents: Omit<Contents, 'value'>;
  readonly #value: Encoded | undefined;

  constructor(
    private readonly to: Addressee,
    { value, ...contents }: Contents,
  ) {
    const ttl = Math.min(contents.ttl, LONGEST_MS);
    const stale = Math.min(contents.stale, LONGEST_MS - ttl);
    this.#contents = { ...contents, ttl, stale };
    this.#value = this.#encoded(value);
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
    const about = { ...this.#contents, key: this.to.key.text, epochs: borne };
    return this.#attempt(() => this.to.hub.envelopes.sealEncoded(about, value));
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
    const { at, ttl, stale } = this.#contents;
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
    const { cache, label } = this.to;
    const message = `A value of ${label} was not written to the shared store: ${problem}.`;
    cache.warn(new OptionWarning(message, cause === undefined ? {} : { cause }));
  }
}
