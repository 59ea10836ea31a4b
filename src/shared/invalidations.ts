import { type Epoch, newEpoch } from './epochs.js';
import type { Line } from './line.js';
import { NO_ANSWER } from './line.js';
import type { Name } from './names.js';
import type { Order } from './order.js';
import type { Patience } from './patience.js';
import type { SharedChange } from './store.js';

/** How long an epoch stays in the store: longer than any value that bears it. */
export const EPOCH_MS = 60 * 24 * 3_600_000;

/** The most invalidations that wait for the store one by one; beyond that, whole members and all tags do. */
const MOST_PENDING = 1_000;

/** The most invalidations of this container that are told apart. */
const MOST_OWN = 10_000;

/** An invalidation of this container: when it began, and when the store was known to have it. */
interface Own {
  readonly at: number;
  /** `Infinity` until then. */
  readonly safe: number;
}

/** One epoch that is to be begun anew. */
interface Pending {
  readonly number: number;
  /** What to invalidate where there are too many. */
  readonly whole: Name | undefined;
}

/**
 * Changes that begin epochs, which are noted in a map: other ones whenever they are asked for, as those of a
 * write that is made twice could end what others have invalidated in between.
 */
export function begun(names: Iterable<string>, epochs: Map<string, Epoch>): SharedChange[] {
  return Array.from(names, (name) => {
    const epoch = newEpoch();
    epochs.set(name, epoch);
    return { set: name, value: epoch.bytes, ttlMs: EPOCH_MS };
  });
}

/** What this container has invalidated: sent to the store in order, and remembered for its own calls. */
export class Invalidations {
  readonly #pending = new Map<string, Pending>();
  readonly #own = new Map<string, Own>();
  /** The number before which nobody knows what was invalidated. */
  #forgotten = 0;
  /** What has to be known before anything is sent. */
  readonly #holds = new Set<Promise<unknown>>();
  #sending: Promise<ReadonlyMap<string, Epoch> | undefined> | undefined;
  /** Something could not be sent: it has to be before the next question. */
  isOverdue = false;

  constructor(
    private readonly line: Line,
    private readonly order: Order,
    private readonly g: string,
    /** Told of a store that refuses or does not answer. */
    private readonly warn: (cause: unknown) => void,
  ) {}

  get size(): number {
    return this.#pending.size;
  }

  /**
   * Notes that entries with one of these epochs are not current from now on: what was made here before
   * `endedAt`, by default now, and all that the store has.
   */
  note(names: readonly Name[], whole?: Name, endedAt?: number): void {
    const number = this.order.next();
    for (const [, name] of names) this.#begin(name, { number, whole }, endedAt);
    if (this.#pending.size > MOST_PENDING) this.#fold();
    this.#forget();
  }

  #begin(name: string, pending: Pending, endedAt = pending.number): void {
    this.#pending.set(name, pending);
    const at = Math.max(endedAt, this.#own.get(name)?.at ?? 0);
    this.#own.set(name, { at, safe: Infinity });
  }

  /** Sends nothing before some work is done, which must not reject. */
  holdFor(work: Promise<unknown>): void {
    this.#holds.add(work);
    void work.then(() => this.#holds.delete(work));
  }

  /** True where nothing of this container's came between the question for a value and now. */
  isCurrent(names: readonly Name[], askedAt: number): boolean {
    return names.every(([, name]) => askedAt >= (this.#own.get(name)?.safe ?? this.#forgotten));
  }

  /** True where one of these epochs was invalidated here after something was made. */
  haveEnded(names: readonly Name[], madeAt: number): boolean {
    return names.some(([, name]) => (this.#own.get(name)?.at ?? this.#forgotten) > madeAt);
  }

  /**
   * Sends what is pending; gives the epochs that were begun where the store has acknowledged all of it, else
   * undefined. Never rejects.
   */
  async flush(patience: Patience): Promise<ReadonlyMap<string, Epoch> | undefined> {
    const upTo = this.order.now;
    const sent = new Map<string, Epoch>();
    while (this.#isPendingUpTo(upTo)) {
      // What is under way may not have what was noted after it began: then another one follows.
      const isOwn = this.#sending === undefined;
      this.#sending ??= this.#send(patience).finally(() => {
        this.#sending = undefined;
      });
      const epochs = isOwn ? await this.#sending : await this.line.join(this.#sending, patience);
      if (epochs === NO_ANSWER) return undefined;
      for (const [name, epoch] of epochs ?? []) sent.set(name, epoch);
      if (epochs === undefined && (isOwn || patience.isOver || this.line.isDown)) return undefined;
    }
    return sent;
  }

  #isPendingUpTo(number: number): boolean {
    for (const pending of this.#pending.values()) if (pending.number <= number) return true;
    return false;
  }

  /** `G`, the epochs, `G` again: each acknowledged before the next. */
  async #send(patience: Patience): Promise<ReadonlyMap<string, Epoch> | undefined> {
    // What is noted in the same step goes along.
    await undefined;
    // What is overdue goes before every question, also before those that a hold waits for.
    while (!this.isOverdue && this.#holds.size > 0 && !patience.isOver)
      await this.line.join(Promise.all(this.#holds), patience);
    const pending = [...this.#pending];
    const sent = new Map<string, Epoch>();
    for (const names of [[this.g], pending.map(([name]) => name), [this.g]]) {
      const answer = await this.line.ask((store) => store.apply(begun(names, sent)), patience, this.warn);
      if (answer !== NO_ANSWER) continue;
      if (!this.isOverdue) this.warn(undefined);
      this.isOverdue = true;
      return undefined;
    }
    this.#settle(pending);
    return sent;
  }

  #settle(sent: readonly [name: string, pending: Pending][]): void {
    const number = this.order.next();
    for (const [name, pending] of sent) {
      // It may have been invalidated once more meanwhile.
      if (this.#pending.get(name) !== pending) continue;
      this.#pending.delete(name);
      this.#own.set(name, { at: this.#own.get(name)?.at ?? pending.number, safe: number });
    }
    if (this.#pending.size === 0) this.isOverdue = false;
  }

  /** Tells fewer invalidations apart where there are too many. */
  #forget(): void {
    if (this.#own.size <= MOST_OWN) return;
    this.#forgotten = this.order.now;
    for (const [other, { safe }] of this.#own) if (Number.isFinite(safe)) this.#own.delete(other);
  }

  /** Puts whole members and all tags in the place of single ones. */
  #fold(): void {
    const number = this.order.next();
    const wholes = new Set<string>();
    for (const [name, { whole }] of this.#pending) {
      if (whole === undefined) continue;
      this.#pending.delete(name);
      this.#own.delete(name);
      wholes.add(whole[1]);
    }
    for (const name of wholes) this.#begin(name, { number, whole: undefined });
  }
}
