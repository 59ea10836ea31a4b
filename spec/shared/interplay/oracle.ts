import { expect } from 'chai';
import type { CacheStats } from '../../../src/registry/statistics.js';
import type { Got, Outcome } from './outcome.js';
import type { Scene } from './scene.js';
import { callersIn, type State } from './states.js';

/** What a member's options allow past its ttl, and whether the origin works: all that decides where a value comes from. */
export interface Traits {
  readonly window?: 'staleWhileRevalidate' | 'staleIfError' | undefined;
  /** All loaders fail. */
  readonly fails?: boolean;
}

/** Where the value of a call comes from; 'stale' is the store's, past its ttl. */
export type Source = 'local' | 'store' | 'stale' | 'theirs' | 'loader';

/** Section 4 of the specification for a call, and section 5 where the store is away. */
export function sourceOf({ having, health, company }: State, { window, fails }: Traits = {}): Source {
  // Up to its `localTtl` also while nobody can verify it.
  if (having === 'local fresh') return 'local';
  if (health !== 'up') return 'loader';
  if (having === 'shared fresh') return 'store';
  if (having === 'shared stale' && window === 'staleWhileRevalidate') return 'stale';
  if (company === 'other container leads' && fails !== true) return 'theirs';
  return 'loader';
}

/** What is to come of the calls of a state. */
export interface Expected {
  /** What each caller gets. */
  readonly got: Got;
  /** How often the container's own loader runs. */
  readonly loads: number;
  /** The version that it has afterwards, and the one that the store has for others. */
  readonly local: number | undefined;
  readonly stored: number | undefined;
  readonly counts: Partial<Record<keyof CacheStats, number>>;
}

const OLD = 1;
const NEW = 2;
const DOWN = 'the origin is down';

/** The version that the store has already; past its ttl it is of use within a window. */
function storedBefore({ having }: State, { window }: Traits): number | undefined {
  const isThere = having === 'local fresh' || having === 'shared fresh' || (having === 'shared stale' && window !== undefined);
  return isThere ? OLD : undefined;
}

/** What a plain call comes to in a state. */
export function plainly(state: State, traits: Traits = {}): Expected {
  const { health, company } = state;
  const isUp = health === 'up';
  const isLed = company === 'other container leads' && isUp;
  const source = sourceOf(state, traits);
  const before = storedBefore(state, traits);
  const joins = callersIn(state) - 1;
  const led = { hits: 0, misses: 1, joins };
  // What another container loads gets into the store, where that is up.
  const stored = isLed && traits.fails !== true ? NEW : before;
  if (source === 'local') return { got: OLD, loads: 0, local: OLD, stored, counts: { hits: joins + 1, misses: 0, joins: 0 } };
  if (source === 'store') return { got: OLD, loads: 0, local: OLD, stored, counts: { ...led, sharedHits: 1 } };
  if (source === 'theirs') return { got: NEW, loads: 0, local: NEW, stored, counts: { ...led, leaseWaits: 1, sharedHits: 1 } };
  if (source === 'stale') {
    const counts = { ...led, sharedStale: 1, sharedMisses: 0 };
    if (traits.fails === true) return { got: OLD, loads: isLed ? 0 : 1, local: OLD, stored: OLD, counts };
    // Whoever has the lease renews it; the others find that once the copy of 250 ms has ended.
    return { got: OLD, loads: isLed ? 0 : 1, local: isLed ? OLD : NEW, stored: NEW, counts };
  }
  const counts = { ...led, ...(isUp ? { sharedMisses: 1, sharedErrors: 0 } : { sharedMisses: 0 }) };
  if (traits.fails !== true) return { got: NEW, loads: 1, local: NEW, stored: isUp ? NEW : before, counts };
  // Without an answer of the store there is nothing that could stand in for the error.
  const isStale = traits.window === 'staleIfError' && isUp && before !== undefined;
  return { got: isStale ? OLD : DOWN, loads: 1, local: isStale ? OLD : undefined, stored: before, counts };
}

/** Milliseconds that an invocation may take longer by the tier: one deadline of 250 ms, or the wait for another container's load. */
export function patience({ health, company }: State): number {
  if (health === 'hung') return 260;
  if (company !== 'other container leads') return 0;
  // It takes 50 ms, and a waiter looks every 5 to 100 ms, with jitter: twice where there is nothing then.
  return health === 'down' ? 50 : 50 + 2 * 150;
}

/** Holds what has come of a scene against what was expected. */
export async function expectAfter(scene: Scene, state: State, expected: Expected, { got, took, ended }: Outcome): Promise<void> {
  const callers = callersIn(state);
  expect(got, 'what the callers get').to.deep.equal(Array(callers).fill(expected.got));
  expect(scene.runs.here, 'loads of the origin').to.equal(expected.loads);
  const most = patience(state);
  expect(took, 'milliseconds until the answers').to.be.at.most(most);
  expect(ended, 'milliseconds until the end').to.be.at.most(most);
  expect(scene.counts, 'counters').to.deep.include({ loads: expected.loads, ...expected.counts });
  expect(await scene.local(), 'the container has').to.equal(expected.local);
  await expectSound(scene);
  expect(await scene.stored(), 'the store has').to.equal(expected.stored);
}

/** What holds in any case: nothing is left under way, no lease is, and every container comes to serve the same. */
export async function expectSound(scene: Scene): Promise<void> {
  const { world, here, there } = scene;
  const { background } = here.container as unknown as { background: { size: number } };
  expect(background.size, 'background work').to.equal(0);
  if (world.store.health === 'up') {
    expect(world.store.keys('l'), 'leases').to.deep.equal([]);
    expect([here.tier?.pendingInvalidations, there.tier?.pendingInvalidations]).to.deep.equal([0, 0]);
  }
}
