import { BackgroundWarning, HeapWarning } from '../errors.js';
import type { Entries } from '../store/entries.js';
import { Holder, LeastUsed } from '../store/least-used.js';
import { estimateBytes } from '../util/estimate.js';
import { oldSpaceLimit, oldSpaceUsed } from '../util/memory.js';
import { type Container, Part } from './container.js';

/** The share of the old space from which on entries are shed. */
export const LEAST_FULL = 0.85;
/** So much of that share is safe again. */
const SAFE = 0.875;
/** What an entry takes beside its value. */
const BYTES_OF_ENTRY = 200;

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
  /** The share of the old space from which on it sheds; false for never. */
  share: number | false = LEAST_FULL;
  heap: Pick<Heap, 'used' | 'limit'> = new Heap();
  /** What was shed, and may not have been collected yet. */
  #pending = 0;
  /** Old, and gone once V8 has collected what nobody holds: what was shed is gone then, too. */
  #old: object = {};
  #witness: WeakRef<object> | undefined;

  constructor(private readonly container: Container) {}

  /** Looks at the heap, and sheds what has to go. Never throws. */
  check(): void {
    try {
      if (this.share !== false) this.#check(this.share);
    } catch (cause) {
      const problem = 'The heap could not be looked at when an invocation ended; see `cause`.';
      this.container.warn(this, new BackgroundWarning(problem, { cause }));
    }
  }

  #check(share: number): void {
    const { used, limit } = this.heap;
    const most = limit * share;
    if (used < most) return;
    if (this.#witness?.deref() === undefined) this.#pending = 0;
    const excess = used - this.#pending - most;
    if (excess < 0) return;
    const { count, bytes } = this.#shed(excess + most * (1 - SAFE));
    if (count === 0) return;
    this.#pending += bytes;
    this.#witness = new WeakRef(this.#old);
    this.#old = {};
    this.container.warn(this, new HeapWarning(described(used, limit, count, bytes)));
  }

  /** Lets the least recently used entries go until they make up so many bytes. */
  #shed(wanted: number): { count: number; bytes: number } {
    const order = new LeastUsed();
    for (const { cache } of this.container.caches.members()) order.enter(new Holder(cache.entries), 0);
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
