/** Tables of calls: hits, misses, stampedes. */
/** @import { TableDefinition } from '../types.d.ts' */
import { competitors as asyncCaches } from '../competitors/async.mjs';
import { competitors as syncCaches } from '../competitors/sync.mjs';
import { compare } from './compared.mjs';

const KEYS = 1_000;
const MAP = 'hand-written Map, expiry';
const MAP_IN_MAP = 'hand-written Map in Map, expiry';
const LRU_MAP = 'hand-written LRU Map, expiry';

/** @param {object} [more] */
const byLaw = (more = {}) => [
  { id: 'uniform', title: 'uniform', request: { law: 'uniform', ...more } },
  { id: 'zipf', title: 'zipf 0.99', request: { law: 'zipf', ...more } },
];

const inMemory = syncCaches.filter(({ id }) => id !== 'lru-cache');

/** @type {TableDefinition} */
export const syncHit = {
  id: 'sync-hit',
  title: 'Sync hit, two-part key',
  about: 'Hot loop over 1,000 keys; `key: (user, param) => [user, param]`, the others with a template key or their own way.',
  measure: (bench) =>
    compare(bench, {
      kind: 'sync',
      byPromises: true,
      scenario: 'sync-hit',
      competitors: inMemory,
      baseline: MAP,
      series: byLaw(),
      settings: { arity: 'pair', size: KEYS },
      rounds: 75,
      seconds: 22,
    }),
};

/** @type {TableDefinition} */
export const syncHitOne = {
  id: 'sync-hit-one',
  title: 'Sync hit, one primitive argument, no key builder',
  about: 'Hot loop over 1,000 keys; the hand-written Map has the argument itself as its key.',
  measure: (bench) =>
    compare(bench, {
      kind: 'sync',
      byPromises: true,
      scenario: 'sync-hit',
      competitors: inMemory.filter(({ pairOnly }) => pairOnly !== true),
      baseline: MAP,
      series: byLaw(),
      settings: { arity: 'one', size: KEYS },
      rounds: 75,
      seconds: 22,
    }),
};

/** @type {TableDefinition} */
export const isolatedHit = {
  id: 'isolated-hit',
  title: 'One isolated hit after 3 ms idle',
  about: 'Each sample is a single call after a timer of 3 ms, as in an invocation of its own; two-part key, 1,000 keys.',
  measure: (bench) =>
    compare(bench, {
      kind: 'sync',
      byPromises: true,
      scenario: 'isolated-hit',
      competitors: inMemory,
      baseline: MAP_IN_MAP,
      series: byLaw({ samples: 7 }),
      settings: { size: KEYS },
      rounds: 75,
      seconds: 36,
    }),
};

/** @type {TableDefinition} */
export const asyncHit = {
  id: 'async-hit',
  title: 'Async hit, awaited',
  about: 'Hot loop over 1,000 two-part keys, each call awaited.',
  measure: (bench) =>
    compare(bench, {
      kind: 'async',
      byPromises: true,
      scenario: 'async-hit',
      competitors: asyncCaches,
      baseline: MAP,
      series: byLaw(),
      settings: { size: KEYS },
      rounds: 75,
      seconds: 22,
    }),
};

/** @type {TableDefinition} */
export const insert = {
  id: 'insert',
  title: 'Miss + insert + evict',
  about: 'Every call misses a full cache of 1,000. Distinct: first key parts are all new; zipf: those of 1,000 users.',
  measure: (bench) =>
    compare(bench, {
      kind: 'sync',
      byPromises: true,
      scenario: 'insert',
      competitors: inMemory.filter(({ unbounded }) => unbounded !== true),
      baseline: LRU_MAP,
      series: [
        { id: 'distinct', title: 'distinct', request: { law: 'distinct' } },
        { id: 'zipf', title: 'zipf 0.99', request: { law: 'zipf' } },
      ],
      settings: { max: KEYS },
      rounds: 75,
      seconds: 20,
    }),
};

/** @type {TableDefinition} */
export const singleFlight = {
  id: 'single-flight',
  title: 'Single-flight, 1,000 callers of a cold key',
  about: 'Time a caller, from the first call until all have the value (one turn of the event loop is in it), and runs of the loader.',
  measure: (bench) =>
    compare(bench, {
      kind: 'async',
      byPromises: true,
      scenario: 'single-flight',
      competitors: asyncCaches,
      baseline: MAP,
      series: [
        { id: 'time', title: 'a caller', request: { count: 'time' } },
        { id: 'loads', title: 'loader runs', request: { count: 'loads' }, digits: 2, unit: '' },
      ],
      settings: { callers: 1_000, max: KEYS },
      crews: 3,
      rounds: 48,
      seconds: 15,
    }),
};
