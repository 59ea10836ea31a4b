import { expect } from 'chai';
import type { Cache } from '../../src/cache/cache.js';
import { LONGEST_CHAIN } from '../../src/keys/branches.js';
import { type Chained, keyOf } from '../../src/keys/key-parts.js';
import { isFamily } from '../../src/registry/singleton-directory.js';
import type { Family } from '../../src/singletons/family.js';
import type { Entry } from '../../src/store/entry.js';
import type { Partition } from '../../src/store/partition.js';
import { containerRegistry } from './container.js';
import { nextTurn } from './deferred.js';
import { valuesOf } from './values.js';

/** A fast `expect(found).to.equal(wanted)`: properties ask millions of times, and hardly ever is something wrong. */
function equals<T>(found: T, wanted: T, what: string): void {
  if (found !== wanted) expect(found, what).to.equal(wanted);
}

function atMost(found: number, most: number, what: string): void {
  if (!(found <= most)) expect(found, what).to.be.at.most(most);
}

function atLeast(found: number, least: number, what: string): void {
  if (!(found >= least)) expect(found, what).to.be.at.least(least);
}

/** What holds at any moment, loads in flight or not. */
export function expectBounds(cache: Cache, max: number): void {
  const { entries, counters, label } = cache;
  atMost(entries.size, max, `${label}: entries within max`);
  for (const [name, count] of Object.entries(counters)) atLeast(count, 0, `${label}: ${name} is no negative number`);
  atLeast(counters.loads, counters.misses, `${label}: each miss loads`);
  atLeast(counters.loads, counters.loadErrors, `${label}: a load fails at most once`);
}

/** What holds when nothing is in flight: no flight is left, no entry is empty, and trees, orders and counts agree on the entries. */
export function expectAtRest(cache: Cache, max: number): void {
  const { entries, flights, label } = cache;
  expectBounds(cache, max);
  equals(flights.all.length, 0, `${label}: no flight is left`);
  let [found, bytes] = [0, 0];
  for (const [, partition] of entries.owners) {
    const held = expectSoundTree(partition, label);
    for (const entry of held) {
      equals(entry.hasValue, true, `${label}: every entry in the tree has a value`);
      equals(flights.newest(entry), undefined, `${label}: no entry has a flight`);
      if (cache.plan.maxIdle > 0) equals(Number.isFinite(entry.details?.readAt), true, `${label}: reads are noted`);
    }
    const ordered = new Set(expectSoundOrder(partition, label));
    equals(ordered.size === held.length && held.every((entry) => ordered.has(entry)), true, `${label}: the order holds what the tree holds`); // biome-ignore format: one line
    equals(partition.size, held.length, `${label}: the partition's size`);
    equals(partition.place.count, held.length, `${label}: the owner's count`);
    equals(partition.held, held.length, `${label}: what the partition holds`);
    expectSoundTags(partition, held, label);
    equals(partition.place.index >= 0, held.length > 0, `${label}: owners with entries are in the heap`);
    found += held.length;
    const weight = entries.isWeighed ? held.reduce((sum, { details }) => sum + (details?.bytes ?? Number.NaN), 0) : 0;
    equals(partition.place.bytes, weight, `${label}: the owner's bytes`);
    bytes += weight;
  }
  atLeast(entries.size, found, `${label}: every entry of a live owner is counted`);
  atLeast(entries.bytes, bytes, `${label}: the bytes of every live owner are counted`);
  if (entries.size === found) equals(entries.bytes, bytes, `${label}: bytes add up`);
  equals(valuesOf(entries).length, found, `${label}: as many values as entries of live owners`);
}

/** The entries of a partition: each listed once and found under its own key, in no chain that is too long. */
export function expectSoundTree(partition: Pick<Partition, 'entries' | 'find'>, label = 'tree'): Entry[] {
  const held = [...partition.entries()];
  equals(new Set(held).size, held.length, `${label}: each entry is listed once`);
  for (const entry of held) {
    if (partition.find(keyOf(entry)) !== entry) expect.fail(`${label}: an entry is not found under its key`);
    let length = 0;
    for (let link: Chained<Entry> | undefined = entry; link !== undefined; link = link.chain) length++;
    atMost(length, LONGEST_CHAIN, `${label}: a chain is short`);
  }
  return held;
}

/** The tags of an owner's entries: each leads to the entries that have it, and to no others, from the container's index on. */
function expectSoundTags(partition: Partition, held: readonly Entry[], label: string): void {
  const tags = new Set(held.flatMap((entry) => entry.details?.tags ?? []));
  const known = new Set(partition.tagged?.tags());
  if (known.size + tags.size > 0) expect(known, `${label}: the tags of an owner`).to.deep.equal(tags);
  for (const tag of tags) {
    const having = held.filter((entry) => entry.details?.tags?.includes(tag));
    const found = [...(partition.tagged?.of(tag) ?? [])];
    equals(found.length === having.length && having.every((entry) => found.includes(entry)), true, `${label}: the entries of a tag`);
    const places = [...(containerRegistry.tags?.places.of(tag) ?? [])].map(({ place }) => place);
    equals(places.includes(partition.place), true, `${label}: a tag leads to its owners`);
  }
}

/** The entries of an order, the least recently used first: linked both ways, as many as it says, by rising numbers of use. */
export function expectSoundOrder(partition: Partition, label = 'order'): Entry[] {
  const ordered = [...partition.inOrder()];
  equals(partition.size, ordered.length, `${label}: the order's size`);
  for (const [index, entry] of ordered.entries()) {
    const [before, after] = [ordered[index - 1], ordered[index + 1]];
    if (entry.newer !== after || entry.older !== before) expect.fail(`${label}: an entry is not linked with the next`);
    if (before !== undefined) expect(entry.usedAt, `${label}: uses in order`).to.be.greaterThan(before.usedAt);
  }
  return ordered;
}

/** The budget counts what the methods do, and is kept to. */
export function expectWithinBudget(): void {
  const { budget } = containerRegistry.caches;
  if (budget === undefined) return;
  const bytes = containerRegistry.caches
    .members()
    .reduce((sum, { cache: { entries, plan } }) => sum + entries.bytes + entries.size * plan.bytesOfEntry, 0);
  expect(budget.bytes, 'the budget counts every method').to.be.at.least(bytes);
  expect(budget.bytes, 'the budget is kept to').to.be.at.most(budget.max);
}

/** What holds of a keyed member while nothing of it is being built: what is kept is within its bound, and no key leads to nothing. */
export function expectSoundClients(family: Family): void {
  const { label } = family.client;
  const [kept, all] = [family.kept(), containerRegistry.succession];
  atMost(kept.length, family.max, `${label}: clients within max`);
  equals(new Set(kept).size, kept.length, `${label}: each is kept once`);
  for (const { current } of kept) equals(current !== undefined && all.isWithin(current), true, `${label}: what is kept is there`);
  for (const record of family.blamed()) {
    equals(record.isIdle, false, `${label}: no key leads to nothing`);
    const isKept = record.current !== undefined && all.isWithin(record.current);
    equals(kept.includes(record), isKept, `${label}: what is there is kept`);
  }
}

/** Every call is counted exactly once. */
export function expectCallsAddUp({ counters, entries, label }: Cache, calls: number): void {
  const { hits } = entries;
  const { staleHits, misses, joins, bypasses } = counters;
  equals(hits + staleHits + misses + joins + bypasses, calls, `${label}: calls add up`);
}

/** Checks every cached member of the registry after each spec of the surrounding suite; one that was wrong before is no news. */
export function keepInvariants(): void {
  let wrongBefore: (Cache | undefined)[] = [];
  beforeEach(() => {
    wrongBefore = containerRegistry.caches.members().map(({ cache, plan: { max } }) => (isAtRest(cache, max) ? undefined : cache));
  });
  afterEach(async () => {
    await nextTurn();
    for (const {
      cache,
      plan: { max },
    } of containerRegistry.caches.members())
      if (!wrongBefore.includes(cache)) expectAtRest(cache, max);
    expectWithinBudget();
    for (const member of containerRegistry.singletons.listed()) if (isFamily(member)) expectSoundClients(member);
  });
}

function isAtRest(cache: Cache, max: number): boolean {
  try {
    expectAtRest(cache, max);
    return true;
  } catch {
    return false;
  }
}
