import type { WarmscopeWarning } from '../errors.js';
import { Entries } from '../store/entries.js';
import type { EntriesHost, RemovalCause } from '../store/entries-host.js';
import type { Entry } from '../store/entry.js';
import type { Kind } from '../store/kinds.js';
import type { TagIndex } from '../store/tags.js';
import { BackgroundRefresh } from './background-refresh.js';
import { Backoff } from './backoff.js';
import { newCounters, type SharedCounters } from './counters.js';
import { Flights } from './flights.js';
import type { FlightsHost } from './flights-host.js';
import type { CacheHost } from './host.js';
import { Invalidation } from './invalidation.js';
import type { Server } from './observer.js';
import { DEFAULT_PLAN, handedOut, type PlacingCache, type Plan } from './plan.js';
import { Savings } from './savings.js';

/** What the cache of one decorated method consists of, and the plan that it goes by. */
export abstract class CacheParts implements EntriesHost, FlightsHost, PlacingCache {
  readonly counters = newCounters();
  readonly savings = new Savings(this);
  readonly backoff = new Backoff();
  readonly entries: Entries;
  readonly flights = new Flights(this);
  readonly #invalidation = new Invalidation(this);
  readonly renewal = new BackgroundRefresh(this.flights);
  /** The tags of the container that it began in. */
  readonly tags: TagIndex;
  plan = DEFAULT_PLAN;
  /** What a tier behind the cache has counted. */
  shared: SharedCounters | undefined;
  layout = 0;

  constructor(
    public label: string,
    readonly host: CacheHost,
  ) {
    this.tags = host.tags;
    this.entries = new Entries(DEFAULT_PLAN.max, this);
  }

  /** What serves the entries: they themselves, unless somebody wants to know of hits. */
  get server(): Server {
    return this.host.observer?.serverOf(this) ?? this.entries;
  }

  /** What drops entries. */
  get invalidation(): Invalidation {
    this.mend();
    return this.#invalidation;
  }

  /** The tenant that a call's value is for, where values are kept for one. */
  get tenantId(): string | undefined {
    return this.plan.scope === 'tenant' ? this.host.invocations.active?.tenantId : undefined;
  }

  readonly warn = (warning: WarmscopeWarning): void => this.host.warn(this, warning);

  /** Takes another plan; entries of no use under it go. */
  use(plan: Plan): void {
    const { entries } = this;
    const { isPerClass, scope, format } = this.plan;
    if (isPerClass !== plan.isPerClass || scope !== plan.scope || format !== plan.format) {
      this.layout++;
      this.invalidation.clear();
    }
    this.plan = plan;
    entries.ledger?.close();
    entries.ledger = undefined;
    entries.weigh(plan.isWeighed);
    entries.ledger = plan.budget?.open(entries, plan.bytesOfEntry);
    entries.resize(plan.max, plan.maxBytes);
    entries.limitIdle(plan.maxIdle);
  }

  /** Puts right what a stack overflow has cut short, where that happened. */
  mend(): void {
    this.flights.mend();
  }

  /** Drops what was kept for one owner, whom nobody will ask for any more. */
  end(owner: object): void {
    this.#invalidation.end(owner, 'invocation');
  }

  handOut(kept: unknown, kind: Kind): unknown {
    return handedOut(this.plan, kept, kind);
  }

  removed(entry: Entry | undefined, cause: RemovalCause): void {
    if (cause === 'evicted') this.counters.evictions++;
    if (cause === 'expired') this.counters.expirations++;
    for (const removed of this.plan.removed) removed(entry, cause);
    this.host.observer?.removed(this.label, cause);
  }
}
