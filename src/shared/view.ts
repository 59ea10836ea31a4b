import { epochOf } from './epochs.js';
import { NO_ANSWER } from './line.js';
import type { Order } from './order.js';
import type { Patience } from './patience.js';
import type { StoredBytes } from './store.js';

/** What a view needs of the tier. */
interface ViewHost {
  readonly order: Order;
  readonly names: { readonly g: string };
  readonly terms: { readonly isVerified: boolean };
  /** The time by the wall clock. */
  readonly now: number;
  patienceOf(invocation: object | undefined): Patience;
  read(
    keys: readonly string[],
    patience: Patience,
  ): Promise<readonly (StoredBytes | undefined)[] | typeof NO_ANSWER>;
}

/** What one invocation knows of the store; outside of any, what the calls of one member know for a while. */
export class View {
  /** The number of the moment from which on nothing older may be served. */
  readonly since: number;
  /** `G` as it is; empty where the store has none, undefined where it is not known. */
  g: string | undefined = undefined;
  /** The number of the question for `G`, and when it was sent by the wall clock. */
  askedAt: number;
  askedAtTime: number;
  /** True where the rest of the invocation goes past the store. */
  isBlind = false;
  /** True once `G` is known, or will not be. */
  isReady: boolean;
  readonly #patience: Patience;
  #asking: Promise<void> | undefined;

  constructor(
    private readonly hub: ViewHost,
    private readonly invocation: object | undefined,
  ) {
    this.since = hub.order.next();
    this.askedAt = this.since;
    this.askedAtTime = hub.now;
    this.isReady = !hub.terms.isVerified;
    this.#patience = hub.patienceOf(invocation);
  }

  /** How long is waited for the store; outside of invocations each call waits for itself. */
  get patience(): Patience {
    return this.invocation === undefined ? this.hub.patienceOf(undefined) : this.#patience;
  }

  /** Resolves when `G` is known, or will not be; undefined where that is so. */
  ready(): Promise<void> | undefined {
    if (this.isReady) return undefined;
    this.#asking ??= this.#ask();
    return this.#asking;
  }

  /** True while it may be used outside of invocations. */
  holdsOutside(now: number, localTtl: number): boolean {
    return !this.isBlind && this.askedAtTime <= now && now < this.askedAtTime + localTtl;
  }

  async #ask(): Promise<void> {
    const { hub } = this;
    this.askedAt = hub.order.next();
    this.askedAtTime = hub.now;
    const answer = await hub.read([hub.names.g], this.#patience);
    if (answer === NO_ANSWER) this.isBlind = true;
    else this.g = answer[0] === undefined ? '' : epochOf(answer[0].value).text;
    this.isReady = true;
  }
}
