/** @import { TableDefinition } from '../types.d.ts' */
import { asyncHit, insert, isolatedHit, singleFlight, syncHit, syncHitOne } from './calls.mjs';
import { diagnosticsHit, diagnosticsMiss } from './diagnostics.mjs';
import { growthByEntries, growthByInvocations, growthByMethods } from './growth.mjs';
import { budgetInsert, invalidateTags, limitsHit } from './limits.mjs';
import { memory } from './memory.mjs';
import { sharedContainerHit, sharedStoreHit } from './shared.mjs';
import { singletonGetter, singletonResolve } from './singletons.mjs';
import { bundleSize, importCost, pageFaults } from './weight.mjs';
import { worstCalls } from './worst-calls.mjs';

/** @type {TableDefinition[]} every table, in the order in which they are measured and shown */
export const tables = [
  syncHit,
  syncHitOne,
  isolatedHit,
  asyncHit,
  insert,
  singleFlight,
  limitsHit,
  budgetInsert,
  invalidateTags,
  diagnosticsHit,
  diagnosticsMiss,
  sharedContainerHit,
  sharedStoreHit,
  singletonGetter,
  singletonResolve,
  importCost,
  pageFaults,
  bundleSize,
  memory,
  growthByEntries,
  growthByInvocations,
  growthByMethods,
  worstCalls,
];
