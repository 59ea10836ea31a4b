import { expect } from 'chai';
import type { Cache } from '../../src/cache/cache.js';
import { valuesOf } from '../support/values.js';

/** One entry of the reference: a value and its times. */
interface ReferenceEntry {
  value: unknown;
  writtenAt: number;
  expiresAt: number;
}

/** A load in flight, as the reference sees it. */
export interface ReferenceFlight {
  readonly key: string;
  isFenced: boolean;
}

/** What one method's cache should hold: a plain Map, the least recently used first, and the loads in flight. */
export class ReferenceCache {
  readonly entries = new Map<string, ReferenceEntry>();
  readonly flights = new Map<string, ReferenceFlight>();
  now = 0;
  readonly counters = { hits: 0, misses: 0, joins: 0, loads: 0, loadErrors: 0, evictions: 0, expirations: 0, uncacheable: 0 };

  constructor(private max: number) {}

  /** The fresh entry of a key; looking changes nothing. */
  fresh(key: string): ReferenceEntry | undefined {
    const entry = this.entries.get(key);
    return entry !== undefined && entry.writtenAt <= this.now && this.now < entry.expiresAt ? entry : undefined;
  }

  /** A call: a hit, a flight to join, or the flight of a load that begins now. */
  call(key: string): { hit: unknown } | { flight: ReferenceFlight; isNew: boolean } {
    const entry = this.fresh(key);
    if (entry !== undefined) {
      this.counters.hits++;
      this.entries.delete(key);
      this.entries.set(key, entry);
      return { hit: entry.value };
    }
    if (this.entries.delete(key)) this.counters.expirations++;
    this.counters[this.flights.has(key) ? 'joins' : 'misses']++;
    return this.refresh(key);
  }

  refresh(key: string): { flight: ReferenceFlight; isNew: boolean } {
    const flight = this.flights.get(key);
    if (flight !== undefined) return { flight, isNew: false };
    this.counters.loads++;
    const begun = { key, isFenced: false };
    this.flights.set(key, begun);
    return { flight: begun, isNew: true };
  }

  land(flight: ReferenceFlight, value: unknown, ttl: number): void {
    this.#end(flight);
    if (ttl <= 0) this.counters.uncacheable++;
    if (flight.isFenced) return;
    if (ttl > 0) this.#write(flight.key, value, ttl);
    else this.entries.delete(flight.key);
  }

  fail(flight: ReferenceFlight): void {
    this.#end(flight);
    this.counters.loadErrors++;
  }

  set(key: string, value: unknown, ttl: number): void {
    this.#fence(key);
    if (ttl > 0) this.#write(key, value, ttl);
    else this.entries.delete(key);
  }

  delete(key: string): boolean {
    this.#fence(key);
    const wasFresh = this.fresh(key) !== undefined;
    this.entries.delete(key);
    return wasFresh;
  }

  clear(): void {
    for (const key of [...this.flights.keys()]) this.#fence(key);
    this.entries.clear();
  }

  resize(max: number): void {
    this.max = max;
    this.#evict(max);
  }

  #write(key: string, value: unknown, ttl: number): void {
    if (!this.entries.delete(key)) this.#evict(this.max - 1);
    const writtenAt = ttl === Number.POSITIVE_INFINITY ? Number.NEGATIVE_INFINITY : this.now;
    this.entries.set(key, { value, writtenAt, expiresAt: this.now + ttl });
  }

  #evict(room: number): void {
    for (const key of this.entries.keys()) {
      if (this.entries.size <= room) return;
      this.entries.delete(key);
      this.counters.evictions++;
    }
  }

  #fence(key: string): void {
    const flight = this.flights.get(key);
    if (flight === undefined) return;
    flight.isFenced = true;
    this.flights.delete(key);
  }

  #end(flight: ReferenceFlight): void {
    if (this.flights.get(flight.key) === flight) this.flights.delete(flight.key);
  }
}

/** Expects a cache to hold what the reference does, in the same order of use, with the same counts, within its bound. */
export function expectAgreement({ counters: counted, entries }: Cache, max: number, reference: ReferenceCache): void {
  const counters = { hits: entries.hits, ...counted };
  const held = valuesOf(entries);
  const wanted = [...reference.entries.values()].map(({ value }) => value);
  const names = Object.keys(reference.counters) as (keyof ReferenceCache['counters'])[];
  const isEqual = held.length === wanted.length && held.every((value, index) => value === wanted[index]) && entries.size <= max;
  // Assertions cost a hundred times as much as the comparison, and there are tens of thousands of steps.
  if (isEqual && names.every((name) => counters[name] === reference.counters[name])) return;
  expect(counters).to.include(reference.counters);
  expect(held).to.have.ordered.members(wanted);
  expect(entries.size).to.be.at.most(max);
  throw new Error('the cache and the reference differ');
}
