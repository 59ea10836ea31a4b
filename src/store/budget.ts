import type { Entries } from './entries.js';
import { Holder, LeastUsed } from './least-used.js';
import type { Ledger } from './ledger.js';

/** A bound on the bytes of several methods' entries: the least recently used of all go. */
export class Budget {
  /** What all entries weigh, with what they take beside their values. */
  bytes = 0;
  readonly order = new LeastUsed();
  readonly #collected = new FinalizationRegistry<Account>((account) => account.close());

  constructor(public max: number) {}

  /**
   * Counts a method's entries in, those that are there already included; each takes so many bytes beside what
   * its value weighs.
   */
  open(entries: Entries, bytesOfEntry: number): Ledger {
    const account = new Account(this, entries, bytesOfEntry);
    this.#collected.register(entries, account, account);
    account.note(entries.bytes, entries.size, 0);
    return account;
  }

  keep(): void {
    while (this.bytes > this.max) {
      const entries = this.order.next();
      if (entries === undefined) return;
      entries.evictOne();
    }
  }

  forget(account: Account): void {
    this.order.leave(account);
    this.#collected.unregister(account);
  }
}

/** What the entries of one method weigh. */
class Account extends Holder implements Ledger {
  readonly #budget: Budget;
  readonly #bytesOfEntry: number;
  #bytes = 0;

  constructor(budget: Budget, entries: Entries, bytesOfEntry: number) {
    super(entries);
    this.#budget = budget;
    this.#bytesOfEntry = bytesOfEntry;
  }

  note(bytes: number, count: number, use?: number): void {
    const all = bytes + count * this.#bytesOfEntry;
    this.#bytes += all;
    this.#budget.bytes += all;
    if (use !== undefined && this.index < 0) this.#budget.order.enter(this, use);
  }

  keep(): void {
    this.#budget.keep();
  }

  reset(): void {
    this.#budget.bytes -= this.#bytes;
    this.#bytes = 0;
  }

  close(): void {
    this.reset();
    this.#budget.forget(this);
  }

  override forget(): void {
    this.close();
  }
}
