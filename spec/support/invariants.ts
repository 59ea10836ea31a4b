import { expect } from 'chai';
import type { Branch } from '../../src/cache/key-path.js';
import type { MethodCache } from '../../src/cache/method-cache.js';
import { containerRegistry } from '../../src/registry/global-registry.js';
import { nextTurn } from './deferred.js';

/** What holds at any moment, loads in flight or not. */
export function expectBounds(cache: MethodCache, max: number): void {
  const { entries, counters, label } = cache;
  expect(entries.size, `${label}: entries within max`).to.be.at.most(max);
  for (const [name, count] of Object.entries(counters)) expect(count, `${label}: ${name} is no negative number`).to.be.at.least(0);
  expect(counters.loads, `${label}: each miss loads`).to.be.at.least(counters.misses);
  expect(counters.loads, `${label}: a load fails at most once`).to.be.at.least(counters.loadErrors);
}

/** What holds when nothing is in flight: no flight is left, no slot is left empty, and partitions and order agree on the entries. */
export function expectAtRest(cache: MethodCache, max: number): void {
  const { entries, loads, label } = cache;
  expectBounds(cache, max);
  expect(loads.size, `${label}: no flight is left`).to.equal(0);
  let found = 0;
  for (const [, partition] of entries.partitions) {
    const slots = [...partition.keys.slots()];
    const places = new Set(slots.map((slot) => slot.index));
    expect(
      slots.every((slot) => slot.hasEntry && slot.flight === undefined),
      `${label}: every slot in the tree holds an entry`,
    ).to.equal(true);
    expect(places.size, `${label}: each entry has a place of its own`).to.equal(slots.length);
    expect(partition.size, `${label}: the partition's size`).to.equal(slots.length);
    for (const slot of slots) expectRooted(slot.branch, label);
    found += slots.length;
  }
  expect(entries.size, `${label}: the order of use holds every entry of a live owner`).to.be.at.least(found);
  expect([...entries.values()].length, `${label}: the order's own count`).to.equal(entries.size);
}

/** Every call is counted exactly once. */
export function expectCallsAddUp({ counters, label }: MethodCache, calls: number): void {
  const { hits, staleHits, misses, joins, bypasses } = counters;
  expect(hits + staleHits + misses + joins + bypasses, `${label}: calls add up`).to.equal(calls);
}

/** Checks every cached member of the registry after each spec of the surrounding suite; one that was wrong before is no news. */
export function keepInvariants(): void {
  let wrongBefore: (MethodCache | undefined)[] = [];
  beforeEach(() => {
    wrongBefore = containerRegistry.caches.members().map(({ cache, max }) => (isAtRest(cache, max) ? undefined : cache));
  });
  afterEach(async () => {
    await nextTurn();
    for (const { cache, max } of containerRegistry.caches.members()) if (!wrongBefore.includes(cache)) expectAtRest(cache, max);
  });
}

function isAtRest(cache: MethodCache, max: number): boolean {
  try {
    expectAtRest(cache, max);
    return true;
  } catch {
    return false;
  }
}

/** A slot's branch must be reachable from the root, or the slot could never be found again. */
function expectRooted(branch: Branch, label: string): void {
  for (let node = branch; node.parent !== undefined; node = node.parent) {
    expect(node.parent.branches?.get(node.part), `${label}: a branch hangs on its parent`).to.equal(node);
  }
}
