import { BackgroundWarning, HeapWarning } from '../errors.js';
import type { Entries } from '../store/entries.js';
import { BYTES_OF_ENTRY } from '../store/entry.js';
import { Holder, LeastUsed } from '../store/least-used.js';
import { estimateBytes } from '../util/estimate.js';
import { oldSpaceLimit, oldSpaceUsed } from '../util/memory.js';
import { type Container, Part } from './container.js';

/** The share of the old space from which on entries are shed. */
export const LEAST_FULL = 0.85;
/**
 * The part of that share that is too much already where V8 has just collected: it gives up as well when
 * collecting a heap that is over 0.8 full helps little.
 */
const FULL_OF_LIFE = 0.8;
/** The part of that share that is safe again. */
const SAFE = 0.75;
/** The part of the limit that is too much even where some of it may be garbage. */
const LAST_MOMENT = 0.95;

/** What the guard asks of V8. */
class Heap {
  #limit: number | undefined;

  /** Bytes in the old space. */
  get used(): number {
    return oldSpaceUsed();
  }

  get limit(): number {
    this.#limit ??= oldSpaceLimit();
    return this.#limit;
  }
}

/**
 * Sheds the least recently used entries of all methods when the old space nears its limit, at which V8 would
 * end the process.
 */
export class HeapGuard {
  readonly #container: Container;
  /** The share of the old space from which on it sheds; false for never. */
  share: number | false = LEAST_FULL;
  heap: Pick<Heap, 'used' | 'limit'> = new Heap();
  /** What was shed, and has not been collected yet. */
  #pending = 0;
  /** V8 has collected the old space since the last look. */
  #hasCollected = false;
  /** Told of objects that went when V8 collected the old space, and how much was shed when they were made. */
  readonly #collected = new FinalizationRegistry<number>((bytes) => {
    this.#pending -= bytes;
    this.#hasCollected = true;
    if (bytes === 0) this.#watch(0);
  });

  constructor(container: Container) {
    this.#container = container;
    this.#watch(0);
  }

  /** Looks at the heap, and sheds what has to go. Never throws. */
  check(): void {
    try {
      if (this.share !== false) this.#check(this.share);
    } catch (cause) {
      const problem = 'The heap could not be looked at when an invocation ended; see `cause`.';
      this.#container.warn(this, new BackgroundWarning(problem, { cause }));
    }
  }

  #check(share: number): void {
    const { used, limit } = this.heap;
    const most = limit * share;
    // Nobody may have been told yet that V8 has collected.
    const left = used < limit * LAST_MOMENT ? used - this.#pending : used;
    const isTooMuch = left >= most * (this.#hasCollected ? FULL_OF_LIFE : 1);
    this.#hasCollected = false;
    if (!isTooMuch) return;
    const { count, bytes } = this.#shed(left - most * SAFE);
    if (count === 0) return;
    this.#pending += bytes;
    this.#watch(bytes);
    this.#container.warn(this, new HeapWarning(described(used, limit, count, bytes)));
  }

  /** Has it noted when V8 collects next: an object that nobody holds is gone then, and not before. */
  #watch(bytes: number): void {
    this.#collected.register({}, bytes);
  }

  /** Evicts the least recently used entries until they make up so many bytes. */
  #shed(wanted: number): { count: number; bytes: number } {
    const order = new LeastUsed();
    for (const { cache } of this.#container.caches.members()) order.enter(new Holder(cache.entries), 0);
    let [count, bytes] = [0, 0];
    while (bytes < wanted) {
      const entries = order.next();
      if (entries === undefined) break;
      bytes += BYTES_OF_ENTRY + bytesOfOldest(entries);
      entries.evictOne();
      count++;
    }
    return { count, bytes };
  }
}

function bytesOfOldest({ owners, isWeighed }: Entries): number {
  const oldest = owners.first && owners.partitionOf(owners.first)?.oldest;
  if (oldest === undefined) return 0;
  return isWeighed && oldest.details !== undefined ? oldest.details.bytes : estimateBytes(oldest.settled);
}

function described(used: number, limit: number, count: number, bytes: number): string {
  const [usedMb, limitMb, shedMb] = [used, limit, bytes].map((each) => (each / 2 ** 20).toFixed(1));
  return (
    `The heap neared its limit (${usedMb} of ${limitMb} MB in the old space), so ${count} entries of about ` +
    `${shedMb} MB were shed, the least recently used of all caches. Bound the caches by ` +
    "registry.configure({ maxBytes: '25%' }), or give the function more memory."
  );
}

export const heapGuard: Part<HeapGuard> = /* @__PURE__ */ new Part(
  'heapGuard',
  (container) => new HeapGuard(container),
);
