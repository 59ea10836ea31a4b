import type { SharedCounters } from '../cache/counters.js';
import type { FlightsHost } from '../cache/flights-host.js';
import { InvalidationWarning, OptionWarning, type WarmscopeWarning } from '../errors.js';
import type { Container } from '../registry/container.js';
import { nameOfThrown } from '../util/untrusted.js';
import { checkedAnswer } from './answers.js';
import { Envelopes } from './envelope.js';
import type { Epoch } from './epochs.js';
import { readFacts, type SharedFacts } from './facts.js';
import { Invalidations } from './invalidations.js';
import { Line, NO_ANSWER } from './line.js';
import { Names } from './names.js';
import type { TierTerms } from './options.js';
import { Order } from './order.js';
import { OwnLeases } from './own-leases.js';
import { Patience } from './patience.js';
import type { SharedStore } from './store.js';
import { View } from './view.js';

type Counters = { -readonly [Name in keyof SharedCounters]: SharedCounters[Name] };

/** What the parts of a container's tier have in common. */
export class Hub {
  readonly order = new Order();
  readonly envelopes: Envelopes;
  readonly names: Names;
  readonly line: Line;
  readonly invalidations: Invalidations;
  readonly leases = new OwnLeases();
  /** What each invocation knows of the store. */
  readonly views = new WeakMap<object, View>();
  /** What is known outside of invocations, for the calls of each member. */
  readonly #facts = new WeakMap<object, { readonly given: unknown; readonly facts: SharedFacts }>();
  readonly #outside = new WeakMap<object, View>();
  readonly #patience = new WeakMap<object, Patience>();
  /** Somebody has called a member that is shared. */
  isUsed = false;

  constructor(
    readonly container: Container,
    store: SharedStore,
    readonly terms: TierTerms,
  ) {
    const { clock } = container;
    this.envelopes = new Envelopes(terms.secrets, terms.prefix);
    this.names = new Names(terms.prefix, this.envelopes);
    this.line = new Line(store, clock, terms.timeout);
    this.invalidations = new Invalidations(this.line, this.order, this.names.g, (cause) => {
      const reason = cause === undefined ? 'its store does not answer' : nameOfThrown(cause);
      this.warn(
        new InvalidationWarning(
          `An invalidation has not reached the shared store yet (${reason}): it is sent again before ` +
            'the next answer of this container.',
          cause === undefined ? {} : { cause },
        ),
      );
    });
  }

  /** The time by the wall clock. */
  get now(): number {
    return this.container.clock.now();
  }

  /** What the present invocation knows of the store; outside of any, what the calls of a member know. */
  viewOf(cache: object, { localTtl }: SharedFacts): View {
    this.isUsed = true;
    const { active } = this.container.invocations;
    const views = active === undefined ? this.#outside : this.views;
    const found = views.get(active ?? cache);
    if (found !== undefined && (active !== undefined || found.holdsOutside(this.now, localTtl))) return found;
    const view = new View(this, active);
    views.set(active ?? cache, view);
    return view;
  }

  /** The option `shared` of a member, read; from now on its cache counts what the tier does for it. */
  factsOf(cache: FlightsHost, given: string | object): SharedFacts {
    const known = this.#facts.get(cache);
    if (known?.given === given) return known.facts;
    const facts = readFacts(given);
    this.#facts.set(cache, { given, facts });
    cache.shared ??= newCounters();
    return facts;
  }

  /** How long an invocation waits for the store, whatever it does; outside of any, each call for itself. */
  patienceOf(invocation: object | undefined): Patience {
    const known = invocation && this.#patience.get(invocation);
    if (known !== undefined) return known;
    const patience = new Patience(this.terms.timeout);
    if (invocation !== undefined) this.#patience.set(invocation, patience);
    return patience;
  }

  /** Sends what is to be invalidated; gives what was begun, undefined where the store has not all of it. */
  flush(view: View | undefined): Promise<ReadonlyMap<string, Epoch> | undefined> {
    return this.invalidations.flush(view?.patience ?? this.patienceOf(this.container.invocations.active));
  }

  /** Reads the values of keys; what could not be sent before goes first. */
  async read(
    keys: readonly string[],
    patience: Patience,
  ): Promise<Awaited<ReturnType<SharedStore['get']>> | typeof NO_ANSWER> {
    const { invalidations, line } = this;
    const isFree = !invalidations.isOverdue || (await invalidations.flush(patience)) !== undefined;
    if (!isFree) return NO_ANSWER;
    return line.ask(async (store) => checkedAnswer(await store.get(keys), keys.length), patience);
  }

  /** Counts what was done for a call, and tells of it; `since` is the lap at which that began. */
  count(cache: FlightsHost, counter: keyof SharedCounters, since: number): void {
    this.tally(cache, counter);
    this.tell(cache, counter, since);
  }

  /** Counts what is done for a call. */
  tally(cache: FlightsHost, counter: keyof SharedCounters): void {
    if (cache.shared !== undefined) (cache.shared as Counters)[counter]++;
  }

  /** Tells who wants to know of what was counted. */
  tell({ host, label }: FlightsHost, counter: keyof SharedCounters, since: number): void {
    host.observer?.shared(label, counter, Math.max(0, this.container.clock.lap() - since) || 0);
  }

  /** Does work behind the answer of the present invocation; it must not reject. */
  behind(work: () => Promise<unknown>): void {
    const { background } = this.container;
    background.behind(() => background.track(work(), () => undefined));
  }

  warnOfNoLease(): void {
    this.warn(new OptionWarning('The shared store has no method add, so every container loads for itself.'));
  }

  warn(warning: WarmscopeWarning): void {
    this.container.warn(this, warning);
  }
}

const newCounters = (): SharedCounters => ({
  sharedHits: 0,
  sharedStale: 0,
  sharedMisses: 0,
  leaseWaits: 0,
  sharedErrors: 0,
  refused: 0,
});
