import type { Entry } from './entry.js';
import type { Partition, Tally } from './partition.js';

/** A partition with entries, by a use that none of them is older than. */
interface Place {
  readonly partition: WeakRef<Partition>;
  readonly tally: Tally;
  oldestUse: number;
}

/** So many places may be without entries whatever the size. */
const LEAST_PLACES = 64;

/**
 * The bound over all entries of one method, whichever partition they lie in: the least recently used of all gives way. It keeps no
 * partition alive.
 */
export class EntryStore {
  /** Entries of all partitions, those of collected owners included until that is known. */
  size = 0;
  /** Ordered by `oldestUse`, which is a lower bound: looked up again when a partition is to give an entry up. */
  #line: Place[] = [];

  /** `onEvicted` drops an entry that has to give way. */
  constructor(
    private max: number,
    private readonly onEvicted: (partition: Partition, entry: Entry) => void,
  ) {}

  /** Owners in line: those that have entries, and some that had. */
  get waiting(): number {
    return this.#line.length;
  }

  /** Adds an entry as the most recently used one, after making room for it. */
  add(partition: Partition, entry: Entry, use: number): void {
    while (this.size >= this.max && this.#line.length > 0) this.#giveWay(partition);
    partition.recency.add(entry, use);
    this.size++;
    const { tally } = partition;
    tally.count++;
    if (tally.isInLine) return;
    if (this.#line.length >= LEAST_PLACES && this.#line.length > 2 * this.size) this.#closeUp();
    this.#line.push({ partition: partition.ref, tally, oldestUse: entry.usedAt });
    tally.isInLine = true;
  }

  /** Forgets all entries, to be told of those that there are. */
  forget(): void {
    for (const { tally } of this.#line) {
      tally.count = 0;
      tally.isInLine = false;
    }
    this.#line = [];
    this.size = 0;
  }

  /** Notes that entries of a partition are gone. */
  subtract(tally: Tally, count: number): void {
    this.size -= count;
    tally.count -= count;
  }

  /** Forgets what belonged to an owner that was garbage-collected. */
  abandon(tally: Tally): void {
    this.subtract(tally, tally.count);
  }

  /** Forgets all that belonged to owners that were garbage-collected. */
  abandonCollected(): void {
    for (const { partition, tally } of this.#line) if (partition.deref() === undefined) this.abandon(tally);
  }

  /** Changes the bound, keeping the most recently used. */
  resize(max: number): void {
    this.max = max;
    while (this.size > this.max && this.#line.length > 0) this.#giveWay(undefined);
  }

  /** Lets the least recently used entry go, or finds out on the way to it that there is room. */
  #giveWay(current: Partition | undefined): void {
    const first = this.#line[0];
    const second = this.#line[1];
    if (first === undefined) return;
    const partition = current?.tally === first.tally ? current : first.partition.deref();
    const oldest = partition?.recency.oldest();
    if (partition === undefined || oldest === undefined) {
      this.abandon(first.tally);
      first.tally.isInLine = false;
      this.#line.shift();
    } else if (second !== undefined && oldest.usedAt > second.oldestUse) {
      first.oldestUse = oldest.usedAt;
      const place = this.#placeFor(first.oldestUse);
      this.#line.shift();
      this.#line.splice(place - 1, 0, first);
    } else this.onEvicted(partition, oldest);
  }

  /** Lets go of places without entries, most of whose owners were garbage-collected. */
  #closeUp(): void {
    for (const { tally } of this.#line) tally.isInLine = tally.count > 0;
    this.#line = this.#line.filter(({ tally }) => tally.isInLine);
  }

  /** Where in the line its first place belongs, by a use that is later than the second one's; still counted with it. */
  #placeFor(oldestUse: number): number {
    let low = 1;
    let high = this.#line.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#line[middle]?.oldestUse ?? 0) < oldestUse) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
