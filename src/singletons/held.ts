import * as READS from '../context/reads.js';
import { Wait } from '../context/wait.js';
import type { ClientFacts } from './client-facts.js';
import type { Holder } from './invocation-view.js';

/** A build of a client, as far as invocations have read what it gave, and may hold that still. */
export abstract class Held extends Wait {
  readonly client: ClientFacts;
  /**
   * The serials of the invocations that may hold a retired version, from the first, before the other. Those
   * of them that have read it, where that is noted.
   */
  heldFrom = 0;
  heldBefore = 0;
  /** True where the invocations that may hold the version still read it, though it is retired. */
  isSeen = false;
  /** The invocations that have read it, and the last of them by its serial. */
  readonly #readers = new WeakSet<Holder>();
  #lastReader = 0;

  constructor(
    client: ClientFacts,
    /** The serial of the invocation it is begun in; 0 outside of any. */
    readonly origin: number,
  ) {
    super(client.label);
    this.client = client;
  }

  /** True where its factory read the running invocation: it is that one's alone. */
  get isScoped(): boolean {
    return this.reads > READS.nothing;
  }

  /** Notes that an invocation has read it, which matters for keyed clients: many of them come and go. */
  noteReader(holder: Holder | undefined): void {
    if (holder === undefined || holder.serial === this.#lastReader) return;
    this.#lastReader = holder.serial;
    this.#readers.add(holder);
  }

  /** False for an invocation that cannot hold it, as it has not read it. */
  mayBeWith(holder: Holder): boolean {
    return this.client.kind === 'container' || this.#readers.has(holder);
  }

  /** True for an invocation that may hold it, once it is retired. */
  isHeldBy(holder: Holder): boolean {
    return this.client.kind === 'container' || this.isScoped ? this.#spans(holder) : this.mayBeWith(holder);
  }

  /** True for an invocation that reads it, though it is retired. */
  isSeenBy(holder: Holder): boolean {
    return this.isSeen && (this.isScoped ? this.origin === holder.serial : this.#spans(holder));
  }

  #spans({ serial }: Holder): boolean {
    return this.heldFrom <= serial && serial < this.heldBefore;
  }
}
