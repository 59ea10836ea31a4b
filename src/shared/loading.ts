import type { Call } from '../cache/plan.js';
import type { Ticket } from '../cache/ticket.js';
import { Details } from '../store/details.js';
import { Mark, textsOf } from './epochs.js';
import { Lease } from './lease.js';
import { NO_ANSWER } from './line.js';
import { Reader } from './reader.js';
import { type Found, keptFor, type Reading, type Serving } from './reading.js';
import { Sharing } from './sharing.js';
import type { LoadTerms } from './subjects.js';

/** One load of a key: from the store, or by the loader under a lease, whose value is then written behind. */
export class Loading implements Ticket {
  /** The number of the moment from which its outcome is. */
  askedAt: number;
  readonly #lease: Lease;
  readonly #reader: Reader;
  /** What a value of the store is served as; `'loader'` where its loader's is given. */
  #source: Serving | 'loader' = 'loader';
  #found: Found | undefined;
  /** What was read before its loader ran; undefined where the store did not answer. */
  #reading: Reading | undefined;
  #loadedAt = Number.NaN;
  #mark: Mark | undefined;
  /** How long its value is fresh, from when its load began. */
  #ttl = 0;

  constructor(private readonly terms: LoadTerms) {
    const { hub, facts, key, view } = terms;
    this.askedAt = hub.order.next();
    this.#lease = new Lease(hub, key.lease, facts.lease ?? hub.terms.lease, view);
    this.#reader = new Reader(terms);
  }

  joined(call: Call, outcome: unknown): unknown {
    return this.terms.joined(call, outcome);
  }

  /** Loads, and gives what the callers get. */
  async run(): Promise<unknown> {
    const { view, flight, hub, cache } = this.terms;
    await view.ready();
    const first = view.isBlind ? undefined : await this.#look();
    if (first === undefined || this.#isServed) return first === undefined ? this.#load() : this.#found?.value;
    const isBegun = this.#reader.begin(first);
    if (!hub.line.hasAdd) {
      hub.warnOfNoLease();
      await isBegun;
      return this.#lookAndLoad();
    }
    const [isMine] = await Promise.all([this.#lease.take(), isBegun]);
    if (isMine === NO_ANSWER) return this.#load();
    const isOwn = isMine || this.#lease.takesOver(first.lease);
    if (isOwn || flight.role === 'refresh') return this.#lookAndLoad();
    if (flight.role === 'background' && this.#found !== undefined) return this.#serve('stale');
    hub.tally(cache, 'leaseWaits');
    const since = hub.container.clock.lap();
    const next = await this.#wait();
    hub.tell(cache, 'leaseWaits', since);
    return next();
  }

  get #isServed(): boolean {
    return this.#source !== 'loader';
  }

  /** Looks in the store; notes what there is to be served. */
  async #look(patience = this.terms.view.patience): Promise<Reading | undefined> {
    const { hub, cache, flight } = this.terms;
    const reading = await this.#reader.read(patience);
    if (reading === undefined || flight.role === 'refresh') return reading;
    const found = await this.#reader.valueIn(reading);
    if (found === undefined) return reading;
    this.askedAt = reading.askedAt;
    this.#found = found;
    const { now } = hub;
    const isCall = flight.role !== 'background';
    if (now < found.freshUntil) {
      this.#serve('fresh');
      if (isCall) hub.count(cache, 'sharedHits', this.#reader.begunAt);
    } else if (isCall && !this.#lease.isMine && now < found.freshUntil + found.staleWhileRevalidate) {
      this.#serve('stale');
      hub.count(cache, 'sharedStale', this.#reader.begunAt);
    }
    return reading;
  }

  #serve(source: Serving): unknown {
    this.#source = source;
    // No loader ran: it took no time.
    this.terms.flight.startedAt = this.terms.hub.container.clock.lap();
    return this.#found?.value;
  }

  async #lookAndLoad(): Promise<unknown> {
    const reading = await this.#look();
    return this.#isServed ? this.#found?.value : this.#load(reading);
  }

  /**
   * Waits for another container's load; takes its lease over where that container died. Gives how to go on.
   */
  async #wait(): Promise<() => unknown> {
    const { facts, view } = this.terms;
    const waiting = this.#lease.wait(facts.wait);
    for (;;) {
      const reading = await this.#look(view.patience.meanwhile);
      if (reading === undefined) return () => this.#load();
      if (this.#isServed) return () => this.#found?.value;
      if (this.#lease.takesOver(reading.lease)) return () => this.#lookAndLoad();
      const next = waiting.judge(reading.lease, reading.sentAtLap, reading.sentAt);
      if (next === 'load') return () => this.#load(reading);
      if (next === 'take') {
        const isMine = await this.#lease.take();
        if (isMine === NO_ANSWER) return () => this.#load();
        if (isMine) return () => this.#lookAndLoad();
      }
      await waiting.pause();
    }
  }

  /** Runs the loader. */
  async #load(reading?: Reading): Promise<unknown> {
    const { hub, cache, flight, load } = this.terms;
    this.#reading = reading;
    this.#loadedAt = hub.now;
    this.askedAt = reading?.askedAt ?? hub.order.next();
    flight.startedAt = hub.container.clock.lap();
    if (flight.role !== 'background' && flight.role !== 'refresh')
      hub.count(cache, reading === undefined ? 'sharedErrors' : 'sharedMisses', this.#reader.begunAt);
    try {
      return await load();
    } catch (error) {
      if (this.standIn === undefined || flight.entry.hasValue) throw error;
      cache.counters.loadErrors++;
      return this.#serve('failed');
    }
  }

  /** A stale value of the store, where `staleIfError` allows it, and nobody here has ended it meanwhile. */
  get standIn(): [value: unknown] | undefined {
    const { hub, flight } = this.terms;
    const found = this.#found;
    if (found === undefined || flight.role === 'refresh' || flight.state !== 'running') return undefined;
    const hasEnded = hub.invalidations.haveEnded(found.names, found.reading.askedAt);
    return !hasEnded && hub.now < found.freshUntil + found.staleIfError ? [found.value] : undefined;
  }

  judge(flight: { details: Details | undefined }, ttl: number): number {
    if (!(ttl > 0)) return ttl;
    flight.details ??= new Details();
    const { details } = flight;
    const { now } = this.terms.hub;
    const found = this.#found;
    if (this.#source === 'loader' || found === undefined) {
      this.#ttl = ttl;
      this.#mark = this.#markOf(this.#reading, this.#reader.namesWith(details.tags ?? []));
      details.mark = this.#mark;
      return ttl - Math.max(0, now - this.#loadedAt);
    }
    details.mark = this.#markOf(found.reading, found.names);
    return keptFor(found, this.#source, ttl, now, details);
  }

  close(isKept: boolean): void {
    const { hub, renew, flight } = this.terms;
    const reading = this.#reading;
    const sharing = new Sharing(this.terms, this.#lease, this.#reader, this.#mark);
    if (this.#source === 'stale' && isKept && flight.role !== 'background') renew();
    if (this.#source === 'loader' && isKept && reading !== undefined && sharing.isInTime(this.#loadedAt)) {
      sharing.write(reading, this.#loadedAt, this.#ttl);
      return;
    }
    if (flight.role === 'refresh' && !flight.hasFailed) sharing.endOlder();
    if (this.#lease.isMine) hub.behind(() => this.#lease.letGo());
  }

  #markOf(reading: Reading | undefined, names: Mark['names']): Mark {
    const { hub } = this.terms;
    const texts = reading && textsOf(names, reading.epochs);
    return new Mark(hub.order, names, this.askedAt, reading?.sentAt ?? hub.now, reading?.knownG, texts);
  }
}
