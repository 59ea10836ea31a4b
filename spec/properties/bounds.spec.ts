import { expect } from 'chai';
import fc from 'fast-check';
import { cached, cacheOf, registry } from '../../src/index.js';
import { FakeClock } from '../support/clock.js';
import { containerRegistry } from '../support/container.js';
import { expectAtRest, expectWithinBudget } from '../support/invariants.js';
import { valuesOf } from '../support/values.js';
import { type History, playLong, playShort } from './operations.js';

type Step =
  | { readonly kind: 'call' | 'set' | 'refresh'; readonly method: number; readonly key: string; readonly bytes: number }
  | { readonly kind: 'delete' | 'peek'; readonly method: number; readonly key: string }
  | { readonly kind: 'clear'; readonly method: number }
  | { readonly kind: 'budget'; readonly bytes: number | undefined }
  | { readonly kind: 'advance'; readonly by: number };

/** An entry as a plain object; the list of them is ordered by use, the least recently used first. */
interface Kept {
  readonly method: number;
  readonly key: string;
  readonly value: Value;
  readonly writtenAt: number;
}

interface Value {
  readonly bytes: number;
}

const TTL = 100;
const METHODS = [
  { max: 3, maxBytes: undefined, isPromised: false },
  { max: 1_000, maxBytes: 60, isPromised: false },
  { max: 4, maxBytes: 50, isPromised: true },
  { max: 1_000, maxBytes: undefined, isPromised: true },
] as const;

/** Several methods with bounds of their own, under a budget that changes: against one list in the order of use. */
class BoundsHistory implements History<Step> {
  readonly clock = new FakeClock();
  #kept: Kept[] = [];
  #budget = Number.POSITIVE_INFINITY;
  #next: Value = { bytes: 0 };
  private readonly counts = METHODS.map(() => ({ evictions: 0, expirations: 0, hits: 0, misses: 0, uncacheable: 0 }));
  private readonly methods;

  constructor() {
    registry.clear();
    registry.configure({ clock: this.clock, maxBytes: undefined });
    const weigh = (value: Value): number => value.bytes;
    this.methods = METHODS.map(({ max, maxBytes, isPromised }) => {
      const options = { max, maxBytes, weigh, ttl: TTL };
      const load = isPromised
        ? cached(async (_key: string) => this.#next, options)
        : cached((_key: string): Value | Promise<Value> => this.#next, options);
      return { load, cache: cacheOf(load), member: containerRegistry.caches.ofFunction(load) };
    });
  }

  async play(step: Step): Promise<void> {
    if (step.kind === 'advance') this.clock.advance(step.by);
    else if (step.kind === 'budget') {
      this.#budget = step.bytes ?? Number.POSITIVE_INFINITY;
      registry.configure({ maxBytes: step.bytes });
      this.#evict(() => true, this.#budget);
    } else await this.#playOn(step);
    this.#agree();
  }

  async end(): Promise<void> {
    for (const { member } of this.methods) if (member !== undefined) expectAtRest(member.cache, member.plan.max);
  }

  async #playOn(step: Exclude<Step, { kind: 'advance' | 'budget' }>): Promise<void> {
    const { load, cache } = this.methods[step.method] as (typeof this.methods)[number];
    const counts = this.counts[step.method] as (typeof this.counts)[number];
    if (step.kind === 'clear') {
      cache.clear();
      this.#kept = this.#kept.filter(({ method }) => method !== step.method);
      return;
    }
    const { method, key } = step;
    const found = this.#kept.find((kept) => kept.method === method && kept.key === key);
    const isFresh = found !== undefined && found.writtenAt <= this.clock.time && this.clock.time < found.writtenAt + TTL;
    if (step.kind === 'peek') expect(cache.peek(key)).to.equal(isFresh ? found.value : undefined);
    else if (step.kind === 'delete') {
      expect(cache.delete(key)).to.equal(isFresh);
      this.#drop(found);
    } else if (step.kind === 'call' && isFresh) {
      expect(await load(key)).to.equal(found.value);
      counts.hits++;
      this.#drop(found);
      this.#kept.push(found);
    } else if ('bytes' in step) {
      const value = { bytes: step.bytes };
      this.#next = value;
      if (step.kind === 'set') cache.set([key], value);
      else expect(await (step.kind === 'call' ? load(key) : cache.refresh(key))).to.equal(value);
      if (step.kind === 'call') {
        counts.misses++;
        if (found !== undefined) counts.expirations++;
      }
      this.#write(method, key, value, step.kind !== 'set', step.kind === 'call' ? undefined : found);
      if (step.kind === 'call') this.#drop(found);
    }
  }

  #write(method: number, key: string, value: Value, isLoaded: boolean, replaced: Kept | undefined): void {
    const { max, maxBytes = Number.POSITIVE_INFINITY } = METHODS[method] as (typeof METHODS)[number];
    this.#kept = this.#kept.filter((kept) => kept !== replaced && !(kept.method === method && kept.key === key));
    if (value.bytes > Math.min(maxBytes, this.#budget)) {
      if (isLoaded) (this.counts[method] as { uncacheable: number }).uncacheable++;
      return;
    }
    this.#evict((kept) => kept.method === method, maxBytes - value.bytes, max - 1);
    this.#kept.push({ method, key, value, writtenAt: this.clock.time });
    this.#evict(() => true, this.#budget);
  }

  #drop(gone: Kept | undefined): void {
    this.#kept = this.#kept.filter((kept) => kept !== gone);
  }

  /** Has the first of those that pass go, until they are so few and so light. */
  #evict(passes: (kept: Kept) => boolean, bytes: number, count = Number.POSITIVE_INFINITY): void {
    for (;;) {
      const all = this.#kept.filter(passes);
      if (all.length <= count && all.reduce((sum, { value }) => sum + value.bytes, 0) <= bytes) return;
      const [first] = all;
      if (first === undefined) return;
      this.#drop(first);
      (this.counts[first.method] as { evictions: number }).evictions++;
    }
  }

  #agree(): void {
    for (const [method, { cache, member }] of this.methods.entries()) {
      const wanted = this.#kept.filter((kept) => kept.method === method).map(({ value }) => value);
      const held = member === undefined ? [] : valuesOf(member.cache.entries);
      const isEqual = held.length === wanted.length && held.every((value, index) => value === wanted[index]);
      if (!isEqual) expect(held).to.have.ordered.members(wanted);
      const bytes = wanted.reduce((sum, value) => sum + value.bytes, 0);
      const stats = cache.stats();
      if (stats.bytes !== bytes || stats.size !== wanted.length) expect(stats).to.include({ bytes, size: wanted.length });
      const counts = this.counts[method] as (typeof this.counts)[number];
      for (const name of Object.keys(counts) as (keyof typeof counts)[]) if (stats[name] !== counts[name]) expect(stats).to.include(counts);
    }
    const all = this.#kept.reduce((sum, { value }) => sum + value.bytes, 0);
    expectWithinBudget();
    const { budget } = containerRegistry.caches;
    if (budget !== undefined && budget.bytes !== all) expect(budget.bytes).to.equal(all);
  }
}

const method = fc.nat({ max: METHODS.length - 1 });
const key = fc.constantFrom('a', 'b', 'c', 'd', 'e');
const bytes = fc.constantFrom(0, 1, 5, 10, 10, 20, 20, 45, 55, 70, 1_000);
const writing = (kind: 'call' | 'set' | 'refresh') => fc.record({ kind: fc.constant(kind), method, key, bytes });
const step: fc.Arbitrary<Step> = fc.oneof(
  { arbitrary: writing('call'), weight: 40 },
  { arbitrary: writing('set'), weight: 5 },
  { arbitrary: writing('refresh'), weight: 5 },
  { arbitrary: fc.record({ kind: fc.constantFrom('delete' as const, 'peek' as const), method, key }), weight: 6 },
  { arbitrary: fc.record({ kind: fc.constant('clear' as const), method }), weight: 1 },
  { arbitrary: fc.record({ kind: fc.constant('budget' as const), bytes: fc.constantFrom(undefined, 30, 60, 100, 100, 150) }), weight: 2 },
  { arbitrary: fc.record({ kind: fc.constant('advance' as const), by: fc.constantFrom(1, 40, 99, 100, 500) }), weight: 5 },
);

describe('properties of bounds in bytes', () => {
  afterEach(() => {
    registry.clear();
    registry.configure({ clock: undefined, maxBytes: undefined });
  });

  it('several methods under max, maxBytes and a budget agree with one list in the order of use, for any seed', () =>
    playLong(step, 5, () => new BoundsHistory()));

  it('short histories agree as well, and shrink to the step that does not', () => playShort(step, 100, () => new BoundsHistory()));
});
