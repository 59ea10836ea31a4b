/** Where the entries of one method write down what they weigh, while a budget bounds several methods. */
export interface Ledger {
  /** Notes that there are more or fewer of them, or bytes of theirs; `use` is of an entry that has come. */
  note(bytes: number, count: number, use?: number): void;
  /** Keeps to the budget: the least recently used entries of all methods go. */
  keep(): void;
  /** Forgets what they weigh, to be told anew. */
  reset(): void;
  /** Gives the bytes back. */
  close(): void;
}
