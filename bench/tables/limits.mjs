/** Tables of what more than a number of entries bounds, or names. */
/** @import { TableDefinition } from '../types.d.ts' */
import { competitors as budgets } from '../competitors/budgets.mjs';
import { competitors as limits } from '../competitors/limits.mjs';
import { competitors as tagged } from '../competitors/tags.mjs';
import { compare } from './compared.mjs';

const KEYS = 1_000;
const ENTRIES = 10_000;

/** @type {TableDefinition} */
export const limitsHit = {
  id: 'limits-hit',
  title: 'Sync hit, two-part key, with limits',
  about: 'The hot loop of the first table; each row of warmscope has one option more than the plain one.',
  measure: (bench) =>
    compare(bench, {
      kind: 'limits',
      scenario: 'sync-hit',
      competitors: limits,
      baseline: 'warmscope',
      series: [
        { id: 'uniform', title: 'uniform', request: { law: 'uniform' } },
        { id: 'zipf', title: 'zipf 0.99', request: { law: 'zipf' } },
      ],
      settings: { arity: 'pair', size: KEYS },
      rounds: 60,
      seconds: 18,
    }),
};

/** @type {TableDefinition} */
export const budgetInsert = {
  id: 'budget-insert',
  title: 'Insert under one budget of 50 methods',
  about:
    'Every call misses, and the least recently used entry of all methods goes; lru-cache has one cache with prefixed keys for all of them.',
  measure: (bench) =>
    compare(bench, {
      kind: 'budgets',
      scenario: 'budget-insert',
      competitors: budgets,
      baseline: 'lru-cache maxSize, one for all',
      series: [{ id: 'insert', title: 'a call', request: {} }],
      settings: { methods: 50, entries: ENTRIES },
      rounds: 45,
      seconds: 12,
    }),
};

/** @type {TableDefinition} */
export const invalidateTags = {
  id: 'invalidate-tags',
  title: 'Invalidation by tag',
  about:
    'A tag that so many of 10,000 entries have is invalidated, and one of them is read again, loading included. Peers only note the time, and drop entries when they are read: the last column has the reads of all.',
  measure: (bench) =>
    compare(bench, {
      kind: 'tags',
      scenario: 'invalidate-tags',
      competitors: tagged,
      baseline: 'bentocache deleteByTag',
      unit: 'us',
      series: [
        ...[1, 100, ENTRIES].map((count) => ({
          id: `of${count}`,
          title: `of ${count.toLocaleString('en-US')}`,
          request: { count },
          digits: 1,
        })),
        { id: 'allAgain', title: 'of 10,000, all read again', request: { count: ENTRIES, reads: 'all' }, digits: 0 },
      ],
      crews: 3,
      rounds: 12,
      seconds: 30,
    }),
};
