import type { Entries } from './entries.js';
import { Holder, LeastUsed } from './least-used.js';
import type { Ledger } from './ledger.js';

/** A bound on the bytes of several methods' entries: the least recently used of all go. */
export class Budget {
  /** What all entries weigh. */
  bytes = 0;
  readonly order = new LeastUsed();
  readonly #collected = new FinalizationRegistry<Account>((account) => account.close());

  constructor(public max: number) {}

  /** Counts a method's entries in, those that are there already included. */
  open(entries: Entries): Ledger {
    const account = new Account(this, entries);
    this.#collected.register(entries, account, account);
    account.note(entries.bytes, 0);
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
  #bytes = 0;

  constructor(
    private readonly budget: Budget,
    entries: Entries,
  ) {
    super(entries);
  }

  note(bytes: number, use?: number): void {
    this.#bytes += bytes;
    this.budget.bytes += bytes;
    if (use !== undefined && this.index < 0) this.budget.order.enter(this, use);
  }

  keep(): void {
    this.budget.keep();
  }

  reset(): void {
    this.budget.bytes -= this.#bytes;
    this.#bytes = 0;
  }

  close(): void {
    this.reset();
    this.budget.forget(this);
  }

  override forget(): void {
    this.close();
  }
}
