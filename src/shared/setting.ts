import type { Call, Load } from '../cache/plan.js';
import type { Ticket } from '../cache/ticket.js';
import { Details } from '../store/details.js';
import { type Mark, textsOf } from './epochs.js';
import type { Joining } from './loading.js';
import { type Addressee, Parcel } from './parcel.js';
import { Reader, type Subject } from './reader.js';

/** A value that somebody has set: all containers are to have it, and none what it had before. */
export class Setting implements Ticket {
  readonly askedAt: number;
  #mark: Mark | undefined;
  #ttl = 0;

  constructor(
    private readonly terms: Subject & Addressee & Partial<Joining>,
    private readonly load: Load,
  ) {
    this.askedAt = terms.hub.order.next();
  }

  joined(call: Call, outcome: unknown): unknown {
    return this.terms.joined?.(call, outcome) ?? outcome;
  }

  judge(load: { details: Details | undefined }, ttl: number): number {
    const { hub, key, view } = this.terms;
    const [member, bucket] = key.names;
    hub.invalidations.note([bucket], member);
    if (!(ttl > 0)) return ttl;
    this.#ttl = ttl;
    load.details ??= new Details();
    const bornAt = hub.order.next();
    const names = new Reader(this.terms).namesWith(load.details.tags ?? []);
    this.#mark = {
      names,
      texts: undefined,
      g: view.g,
      bornAt,
      askedAt: bornAt,
      askedAtTime: hub.now,
      asking: undefined,
    };
    load.details.mark = this.#mark;
    return ttl;
  }

  close(isKept: boolean): void {
    const { hub, view } = this.terms;
    const parcel = isKept ? this.#pack() : undefined;
    hub.behind(() => (parcel === undefined ? hub.invalidations.flush(view.patience) : this.#write(parcel)));
  }

  #pack(): Parcel {
    const { load, terms } = this;
    const { outcome, kept, details, member } = load;
    const { staleWhileRevalidate, staleIfError } = member.plan;
    const windows = [
      details?.staleWhileRevalidate ?? staleWhileRevalidate,
      details?.staleIfError ?? staleIfError,
    ];
    return new Parcel(terms, {
      value: kept === undefined ? outcome : kept[0],
      at: terms.hub.now,
      ttl: this.#ttl,
      stale: Math.max(...windows),
      loadMs: 0,
      tags: details?.tags ?? [],
    });
  }

  /** Ends what is there, and writes the value with the epochs that are there then. */
  async #write(parcel: Parcel): Promise<void> {
    const { terms } = this;
    const { hub, view, key } = terms;
    const mark = this.#mark;
    const [, [, bucket]] = key.names;
    const begun = (await hub.invalidations.flush(view.patience))?.get(bucket);
    if (begun === undefined || mark === undefined) return;
    const reader = new Reader({ ...terms, tags: this.load.details?.tags ?? [] });
    const first = await reader.read();
    if (first === undefined) return;
    await reader.begin(first);
    const reading = textsOf(mark.names, first.epochs) === undefined ? await reader.read() : first;
    // Who has set or dropped it after us has the last word.
    if (reading?.epochs.get(bucket)?.text !== begun.text) return;
    const bytes = parcel.seal(mark.names, reading.epochs);
    mark.texts = textsOf(mark.names, reading.epochs);
    if (bytes !== undefined) await parcel.send(bytes, view.patience);
  }
}
