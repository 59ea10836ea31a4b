import type { Entry } from '../../src/cache/entry.js';
import { Recency } from '../../src/cache/recency.js';

/** An order of use that numbers the uses itself, as the entries of a method do; several may share one count. */
export class CountedRecency extends Recency {
  constructor(readonly uses = { count: 0 }) {
    super();
  }

  override touch(entry: Entry, use = ++this.uses.count): void {
    super.touch(entry, use);
  }

  override add(entry: Entry, use = ++this.uses.count): void {
    super.add(entry, use);
  }
}
