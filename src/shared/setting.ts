import type { Call, Load } from '../cache/plan.js';
import type { Ticket } from '../cache/ticket.js';
import { Details } from '../store/details.js';
import { type Moment, momentOf } from '../util/clock.js';
import { passed } from './ages.js';
import { beginEpochs } from './begin-epochs.js';
import { Mark, textsOf } from './epochs.js';
import { EPOCH_MS } from './invalidations.js';
import { Lease } from './lease.js';
import { Parcel } from './parcel.js';
import { Reader } from './reader.js';
import type { Reading } from './reading.js';
import type { Joining, Subject } from './subjects.js';

/** What a setting needs to know. */
interface SettingTerms extends Subject, Partial<Joining> {
  /** False where it has to be invalidated only. */
  readonly mayWrite?: boolean;
}

/**
 * A value that somebody has set: all containers are to have it, and none what it had before. It is written
 * under the lease of its key, and only where nobody has invalidated anything since the invocation began: what
 * was set may be older than that. Else what is there is invalidated.
 */
export class Setting implements Ticket {
  readonly askedAt: number;
  readonly standIn = undefined;
  readonly #lease: Lease;
  #mark: Mark | undefined;
  #ttl = 0;
  /** The number of the moment that ended what was there before. */
  #endedAt = 0;
  #setAt: Moment;
  #before: Promise<Reading | undefined> | undefined;

  constructor(
    private readonly terms: SettingTerms,
    private readonly load: Load,
  ) {
    const { hub, key, view, facts } = terms;
    this.askedAt = hub.order.next();
    this.#setAt = momentOf(hub.container.clock);
    this.#lease = new Lease(hub, key.lease, facts.lease ?? hub.terms.lease, view);
  }

  joined(call: Call, outcome: unknown): unknown {
    return this.terms.joined?.(call, outcome) ?? outcome;
  }

  judge(load: { details: Details | undefined }, ttl: number): number {
    const { hub, key, view } = this.terms;
    const [member, , renewals] = key.names;
    this.#setAt = momentOf(hub.container.clock);
    hub.invalidations.note([renewals], member);
    this.#endedAt = hub.order.now;
    if (!(ttl > 0)) return ttl;
    this.#ttl = ttl;
    load.details ??= new Details();
    const bornAt = hub.order.next();
    const tags = load.details.tags ?? [];
    const names = new Reader(this.terms).namesWith(tags);
    this.#mark = new Mark(hub.order, names, bornAt, hub.now, view.g);
    load.details.mark = this.#mark;
    this.#before = this.#lookBefore(tags);
    hub.invalidations.holdFor(this.#before);
    return ttl;
  }

  close(isKept: boolean): void {
    const { terms, load } = this;
    const { hub } = terms;
    const times = { at: this.#setAt.wall, ttl: this.#ttl, loadMs: 0 };
    const parcel = isKept ? new Parcel(terms, load, times) : undefined;
    hub.behind(() => this.#write(parcel));
  }

  /** The epochs as they are before anything is sent; undefined where the value must not be written. */
  async #lookBefore(tags: readonly string[]): Promise<Reading | undefined> {
    const { hub, view, mayWrite } = this.terms;
    await view.ready();
    if (view.isBlind || mayWrite === false || !hub.line.hasAdd || (await this.#lease.take()) !== true)
      return undefined;
    const reader = new Reader({ ...this.terms, tags });
    const reading = await reader.read();
    // Not where an own invalidation came in between, either: it may hide another's.
    if (reading === undefined || reading.g !== view.g) return undefined;
    const missing = reader.namesWith(tags).filter(([, stored]) => reading.epochs.get(stored) === undefined);
    if (missing.length === 0) return reading;
    const begun = await beginEpochs(
      hub,
      missing.map(([, stored]) => stored),
      view,
    );
    for (const [stored, epoch] of begun) reading.epochs.set(stored, epoch);
    return {
      ...reading,
      lefts: new Map([
        ...Array.from(begun.keys(), (stored) => [stored, EPOCH_MS] as const),
        ...reading.lefts,
      ]),
    };
  }

  /** What epochs had left when the value was set: they were asked for after that. */
  #sinceThen({ epochs, lefts }: Reading): Pick<Reading, 'epochs' | 'lefts'> {
    const spent = passed(this.#setAt, momentOf(this.terms.hub.container.clock));
    return { epochs, lefts: new Map(Array.from(lefts, ([stored, leftMs]) => [stored, leftMs + spent])) };
  }

  /** Ends what is there, and writes the value where it may be. */
  async #write(parcel: Parcel | undefined): Promise<void> {
    const { hub, view, key } = this.terms;
    const [member, bucket, renewals] = key.names;
    const before = await this.#before;
    const mark = this.#mark;
    if (before === undefined) {
      // It ends what was there before, and not what was set, nor what somebody has set since.
      hub.invalidations.note([bucket], member, this.#endedAt);
    }
    const sent = await hub.flush(view);
    const begun = sent?.get(renewals[1]);
    if (begun === undefined || before === undefined || mark === undefined) return this.#lease.letGo();
    before.epochs.set(renewals[1], begun);
    const bytes =
      this.#lease.release.length === 0 ? undefined : parcel?.seal(mark.names, this.#sinceThen(before));
    if (bytes === undefined) return this.#lease.letGo();
    mark.texts = textsOf(mark.names, before.epochs);
    await parcel?.send(bytes, view.patience, this.#lease);
  }
}
