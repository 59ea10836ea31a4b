import type { Entries } from '../store/entries.js';
import { estimateBytes } from '../util/estimate.js';

/** The values of one method that its average is taken over. */
const SAMPLE = 32;
/** About how many bytes of values one snapshot looks at, beside the first value of each method. */
const MOST_AT_ONCE = 32_768;
/** What a look at one method counts for in bytes, beside its values: it takes time. */
const EACH = 100;

/** What one method's values weigh on average, as far as they were looked at. */
interface Sample {
  readonly mean: number;
  /** How many values that is the average of, or stands for. */
  readonly count: number;
  /** How many had been written when somebody looked last. */
  readonly writes: number;
}

const NO_SAMPLE: Sample = { mean: 0, count: 0, writes: 0 };

/**
 * Estimates of what values weigh that nobody has weighed. A snapshot looks at as many values as were written
 * since the last one, unless those are large: where nothing is new it looks at none.
 */
export class ByteSamples {
  readonly #samples = new WeakMap<Entries, Sample>();
  /** Where the next look begins, so that every method has its turn. */
  #next = 0;

  /** Looks at what is new in the entries of several methods. */
  refresh(all: readonly Entries[]): void {
    let left = MOST_AT_ONCE;
    const first = this.#next;
    for (let index = 0; index < all.length && left > 0; index++) {
      this.#next = (first + index) % all.length;
      left -= this.look(all[this.#next] as Entries, left);
    }
  }

  /** Looks at what is new in the entries of one method, until it has seen so much; gives how much it saw. */
  look(entries: Entries, most = MOST_AT_ONCE): number {
    const { writes, size, isWeighed } = entries;
    const { mean, count, writes: seen } = this.#samples.get(entries) ?? NO_SAMPLE;
    const held = Math.min(SAMPLE, size);
    const news = isWeighed ? 0 : Math.min(writes - seen, held);
    if (news <= 0) return 0;
    let [bytes, looked] = [0, 0];
    for (const value of recentValues(entries)) {
      bytes += estimateBytes(value);
      if (++looked >= news || bytes >= most) break;
    }
    if (looked === 0) return 0;
    // The entries that were looked at stand for all new ones.
    const kept = Math.min(count, held - news);
    const all = kept + news;
    this.#samples.set(entries, { mean: (mean * kept + (bytes / looked) * news) / all, count: all, writes });
    return bytes + EACH;
  }

  /** About what the entries of one method weigh. */
  bytesOf(entries: Entries): number {
    const { size, isWeighed, bytes } = entries;
    if (isWeighed || size === 0) return isWeighed ? bytes : 0;
    if (!this.#samples.has(entries)) this.look(entries, 0);
    return Math.round((this.#samples.get(entries)?.mean ?? 0) * size);
  }
}

/** The estimates of this copy of the package. */
export const byteSamples: ByteSamples = /* @__PURE__ */ new ByteSamples();

/** The values of a method, from each owner's most recently used one back. */
function* recentValues({ owners }: Entries): Generator<unknown> {
  for (const [, partition] of owners)
    for (let entry = partition.newest; entry !== undefined; entry = entry.older) yield entry.settled;
}
