/** Where the entries of one method write down what they weigh, while a budget bounds several methods. */
export interface Ledger {
  /** Notes that there are more or fewer entries, or bytes of theirs; `use` is of an entry that has come. */
  note(bytes: number, count: number, use?: number): void;
  /** Has the budget kept to: the least recently used entries of all methods go. */
  keep(): void;
  /** Forgets what the entries weigh, to be told anew. */
  reset(): void;
  /** Gives the bytes of all entries back. */
  close(): void;
}
