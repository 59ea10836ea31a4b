/** Tables of singleton reads. */
/** @import { TableDefinition } from '../types.d.ts' */
import { competitors as getters } from '../competitors/getters.mjs';
import { competitors as resolvers } from '../competitors/resolvers.mjs';
import { compare } from './compared.mjs';

/** @type {TableDefinition} */
export const singletonGetter = {
  id: 'singleton-getter',
  title: 'Singleton read: class-level getter',
  about: 'Nanoseconds a read, one call that is not inlined included; the difference is what counts.',
  measure: (bench) =>
    compare(bench, {
      kind: 'getters',
      scenario: 'singleton-read',
      competitors: getters,
      baseline: 'hand-written static ??=',
      series: [{ id: 'read', title: 'read', request: {}, digits: 2 }],
      relation: 'difference',
      rounds: 120,
      seconds: 8,
    }),
};

/** @type {TableDefinition} */
export const singletonResolve = {
  id: 'singleton-resolve',
  title: 'Singleton read: lookup by class',
  about: 'Nanoseconds a read of one of 16 classes in turn, one call that is not inlined included; the difference is what counts.',
  measure: (bench) =>
    compare(bench, {
      kind: 'resolvers',
      scenario: 'singleton-read',
      competitors: resolvers,
      baseline: 'hand-written Map.get by class',
      series: [{ id: 'read', title: 'read', request: {}, digits: 2 }],
      relation: 'difference',
      rounds: 120,
      seconds: 8,
    }),
};
