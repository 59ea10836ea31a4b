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

/** What holds at any moment, loads in flight or not. */
export function expectBounds(cache: Cache, max: number): void {
  const { entries, counters, label } = cache;
  expect(entries.size, `${label}: entries within max`).to.be.at.most(max);
  for (const [name, count] of Object.entries(counters)) expect(count, `${label}: ${name} is no negative number`).to.be.at.least(0);
  expect(counters.loads, `${label}: each miss loads`).to.be.at.least(counters.misses);
  expect(counters.loads, `${label}: a load fails at most once`).to.be.at.least(counters.loadErrors);
}

/** What holds when nothing is in flight: no flight is left, no entry is empty, and trees, orders and counts agree on the entries. */
export function expectAtRest(cache: Cache, max: number): void {
  const { entries, flights, label } = cache;
  expectBounds(cache, max);
  expect(flights.size, `${label}: no flight is left`).to.equal(0);
  let [found, bytes] = [0, 0];
  for (const [, partition] of entries.owners) {
    const held = expectSoundTree(partition, label);
    for (const entry of held) {
      expect(entry.hasValue, `${label}: every entry in the tree has a value`).to.equal(true);
      expect(flights.newest(entry), `${label}: no entry has a flight`).to.equal(undefined);
      if (cache.plan.maxIdle > 0) expect(Number.isFinite(entry.details?.readAt), `${label}: reads are noted`).to.equal(true);
    }
    const ordered = new Set(expectSoundOrder(partition, label));
    expect(ordered.size === held.length && held.every((entry) => ordered.has(entry)), `${label}: the order holds what the tree holds`).to.equal(true); // biome-ignore format: one line
    expect(partition.size, `${label}: the partition's size`).to.equal(held.length);
    expect(partition.place.count, `${label}: the owner's count`).to.equal(held.length);
    expect(partition.held, `${label}: what the partition holds`).to.equal(held.length);
    expectSoundTags(partition, held, label);
    expect(partition.place.index >= 0, `${label}: owners with entries are in the heap`).to.equal(held.length > 0);
    found += held.length;
    const weight = entries.isWeighed ? held.reduce((sum, { details }) => sum + (details?.bytes ?? Number.NaN), 0) : 0;
    expect(partition.place.bytes, `${label}: the owner's bytes`).to.equal(weight);
    bytes += weight;
  }
  expect(entries.size, `${label}: every entry of a live owner is counted`).to.be.at.least(found);
  expect(entries.bytes, `${label}: the bytes of every live owner are counted`).to.be.at.least(bytes);
  if (entries.size === found) expect(entries.bytes, `${label}: bytes add up`).to.equal(bytes);
  expect([...entries.values()].length, `${label}: as many values as entries of live owners`).to.equal(found);
}

/** The entries of a partition: each listed once and found under its own key, in no chain that is too long. */
export function expectSoundTree(partition: Pick<Partition, 'entries' | 'find'>, label = 'tree'): Entry[] {
  const held = [...partition.entries()];
  expect(new Set(held).size, `${label}: each entry is listed once`).to.equal(held.length);
  for (const entry of held) {
    if (partition.find(keyOf(entry)) !== entry) expect.fail(`${label}: an entry is not found under its key`);
    let length = 0;
    for (let link: Chained<Entry> | undefined = entry; link !== undefined; link = link.chain) length++;
    expect(length, `${label}: a chain is short`).to.be.at.most(LONGEST_CHAIN);
  }
  return held;
}

/** The tags of an owner's entries: each leads to the entries that have it, and to no others, from the container's index on. */
function expectSoundTags(partition: Partition, held: readonly Entry[], label: string): void {
  const tags = new Set(held.flatMap((entry) => entry.details?.tags ?? []));
  expect(new Set(partition.tagged?.tags()), `${label}: the tags of an owner`).to.deep.equal(tags);
  for (const tag of tags) {
    const having = held.filter((entry) => entry.details?.tags.includes(tag));
    const found = [...(partition.tagged?.of(tag) ?? [])];
    expect(found.length === having.length && having.every((entry) => found.includes(entry)), `${label}: the entries of a tag`).to.equal(
      true,
    );
    const places = [...(containerRegistry.tags?.places.of(tag) ?? [])].map(({ place }) => place);
    expect(places.includes(partition.place), `${label}: a tag leads to its owners`).to.equal(true);
  }
}

/** The entries of an order, the least recently used first: linked both ways, as many as it says, by rising numbers of use. */
export function expectSoundOrder(partition: Partition, label = 'order'): Entry[] {
  const ordered = [...partition.inOrder()];
  expect(partition.size, `${label}: the order's size`).to.equal(ordered.length);
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
  expect(kept.length, `${label}: clients within max`).to.be.at.most(family.max);
  expect(new Set(kept).size, `${label}: each is kept once`).to.equal(kept.length);
  for (const { current } of kept) expect(current !== undefined && all.isWithin(current), `${label}: what is kept is there`).to.equal(true);
  for (const record of family.blamed()) {
    expect(record.isIdle, `${label}: no key leads to nothing`).to.equal(false);
    const isKept = record.current !== undefined && all.isWithin(record.current);
    expect(kept.includes(record), `${label}: what is there is kept`).to.equal(isKept);
  }
}

/** Every call is counted exactly once. */
export function expectCallsAddUp({ counters, label }: Cache, calls: number): void {
  const { hits, staleHits, misses, joins, bypasses } = counters;
  expect(hits + staleHits + misses + joins + bypasses, `${label}: calls add up`).to.equal(calls);
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
