/** Tables of what diagnostics cost. */
/** @import { TableDefinition } from '../types.d.ts' */
import { competitors } from '../competitors/diagnostics.mjs';
import { compare } from './compared.mjs';

const KEYS = 1_000;

/** @type {TableDefinition} */
export const diagnosticsHit = {
  id: 'diagnostics-hit',
  title: 'Sync hit, two-part key, with diagnostics',
  about: 'The hot loop of the first table: without `publishDiagnostics()`, with it, and with a subscriber that counts.',
  measure: (bench) =>
    compare(bench, {
      kind: 'diagnostics',
      scenario: 'sync-hit',
      competitors,
      baseline: 'warmscope',
      series: [{ id: 'uniform', title: 'uniform', request: { law: 'uniform' } }],
      settings: { arity: 'pair', size: KEYS },
      rounds: 45,
      seconds: 10,
    }),
};

/** @type {TableDefinition} */
export const diagnosticsMiss = {
  id: 'diagnostics-miss',
  title: 'Insert into a full cache, with diagnostics',
  about: 'Every call misses, and evicts another entry: four messages where somebody listens.',
  measure: (bench) =>
    compare(bench, {
      kind: 'diagnostics',
      scenario: 'insert',
      competitors,
      baseline: 'warmscope',
      series: [{ id: 'distinct', title: 'a call', request: { law: 'distinct' } }],
      settings: { max: KEYS },
      rounds: 45,
      seconds: 10,
    }),
};
