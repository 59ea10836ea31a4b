/** A value that says how long it is fresh, and how long it may be served past that; 0 for not at all. */
export interface Lived {
  readonly number: number;
  readonly ttl: number;
  readonly staleWhileRevalidate: number;
  readonly staleIfError: number;
}

/** What a load ends with. */
export type Content = { readonly value: Lived } | { readonly error: string };

interface Kept {
  readonly value: Lived;
  readonly writtenAt: number;
  readAt: number;
  pause?: { readonly since: number; readonly until: number; readonly failures: number } | undefined;
}

/**
 * Entries whose values say how long they live, and that end when nobody reads them: a plain Map with times. Loads end as soon as they
 * begin, and there is no bound.
 */
export class LifetimeModel {
  readonly #kept = new Map<string, Kept>();
  now = 0;
  readonly counts = { hits: 0, staleHits: 0, misses: 0, loads: 0, loadErrors: 0, expirations: 0 };

  /** `maxIdle` is 0 for none. */
  constructor(private readonly maxIdle: number) {}

  get size(): number {
    return this.#kept.size;
  }

  /** What a call gives whose load, if it runs one, ends with so and so. */
  call(key: string, content: Content): Content {
    const kept = this.#kept.get(key);
    if (kept === undefined) return this.#miss(key, content);
    if (this.#isFresh(kept)) {
      this.counts.hits++;
      return this.#read(kept);
    }
    if (this.#isWithin(kept, kept.value.staleWhileRevalidate)) {
      this.counts.staleHits++;
      const answer = this.#read(kept);
      if (!this.#isPaused(kept)) this.#renew(key, kept, content);
      return answer;
    }
    if (this.#isWithin(kept, kept.value.staleIfError)) {
      if (this.#isPaused(kept) || !this.#renew(key, kept, content)) {
        this.counts.staleHits++;
        return this.#read(kept);
      }
      this.counts.misses++;
      return content;
    }
    this.#kept.delete(key);
    this.counts.expirations++;
    return this.#miss(key, content);
  }

  refresh(key: string, content: Content): Content {
    this.#load(content);
    if ('value' in content) this.#write(key, content.value);
    return content;
  }

  set(key: string, value: Lived): void {
    this.#write(key, value);
  }

  /** True where a fresh one was there. */
  delete(key: string): boolean {
    const kept = this.#kept.get(key);
    this.#kept.delete(key);
    return kept !== undefined && this.#isFresh(kept);
  }

  clear(): void {
    this.#kept.clear();
  }

  peek(key: string): number | undefined {
    const kept = this.#kept.get(key);
    return kept !== undefined && this.#isFresh(kept) ? kept.value.number : undefined;
  }

  peekStale(key: string): number | undefined {
    const kept = this.#kept.get(key);
    return kept !== undefined && this.#isOfUse(kept) ? kept.value.number : undefined;
  }

  expiresAt(key: string): number | undefined {
    const kept = this.#kept.get(key);
    if (kept === undefined || !this.#isFresh(kept)) return undefined;
    const idle = this.maxIdle === 0 ? Number.POSITIVE_INFINITY : kept.readAt + this.maxIdle;
    return Math.min(kept.writtenAt + kept.value.ttl, idle);
  }

  /** The container came back from a freeze. */
  thaw(): void {
    for (const [key, kept] of this.#kept)
      if (!this.#isOfUse(kept)) {
        this.#kept.delete(key);
        this.counts.expirations++;
      }
  }

  #miss(key: string, content: Content): Content {
    this.counts.misses++;
    this.#load(content);
    if ('value' in content) this.#write(key, content.value);
    return content;
  }

  /** Loads an entry anew; false where that fails. */
  #renew(key: string, kept: Kept, content: Content): boolean {
    this.#load(content);
    if ('value' in content) this.#write(key, content.value);
    else this.#pause(kept);
    return 'value' in content;
  }

  #load(content: Content): void {
    this.counts.loads++;
    if ('error' in content) this.counts.loadErrors++;
  }

  #write(key: string, value: Lived): void {
    if (value.ttl > 0) this.#kept.set(key, { value, writtenAt: this.now, readAt: this.now });
    else this.#kept.delete(key);
  }

  #read(kept: Kept): Content {
    kept.readAt = this.now;
    return { value: kept.value };
  }

  #isFresh({ value: { ttl }, writtenAt, readAt }: Kept): boolean {
    const isYoung = ttl === Number.POSITIVE_INFINITY || (writtenAt <= this.now && this.now < writtenAt + ttl);
    return isYoung && (this.maxIdle === 0 || (readAt <= this.now && this.now < readAt + this.maxIdle));
  }

  /** Of no use without an end of the ttl that a window could begin at. */
  #isWithin({ value: { ttl }, writtenAt }: Kept, window: number): boolean {
    if (!(window > 0) || ttl === Number.POSITIVE_INFINITY || writtenAt > this.now) return false;
    return this.now - writtenAt - ttl < window;
  }

  #isOfUse(kept: Kept): boolean {
    const { staleWhileRevalidate, staleIfError } = kept.value;
    return this.#isFresh(kept) || this.#isWithin(kept, staleWhileRevalidate) || this.#isWithin(kept, staleIfError);
  }

  #isPaused({ pause }: Kept): boolean {
    return pause !== undefined && pause.since <= this.now && this.now < pause.until;
  }

  #pause(kept: Kept): void {
    if (this.#isPaused(kept)) return;
    const failures = (kept.pause?.failures ?? 0) + 1;
    kept.pause = { since: this.now, until: this.now + Math.min(1_000 * 2 ** (failures - 1), 30_000), failures };
  }
}
