/** Tables of the store that containers share. */
/** @import { Bench, Competitor, SharedAdapter, TableDefinition } from '../types.d.ts' */
import { ofContainers, ofStores } from '../competitors/shared.mjs';
import { startRedis } from '../harness/redis.mjs';
import { compare } from './compared.mjs';

const KEYS = 1_000;

/** @type {TableDefinition} */
export const sharedContainerHit = {
  id: 'shared-container-hit',
  title: 'Async hit in the container, awaited, with a shared store behind it',
  about:
    'Hot loop over 1,000 two-part keys within one invocation: without a tier; with one, a method without `shared`; and one with it, whose ' +
    'invocation has asked the store when it began.',
  measure: (bench) => measured(bench, { where: 'container', competitors: ofContainers, baseline: 'warmscope' }),
};

/** @type {TableDefinition} */
export const sharedStoreHit = {
  id: 'shared-store-hit',
  title: 'Async hit in Redis on loopback, awaited, of a container that has nothing',
  about:
    'Values of 1 KB, one key after the other, within one invocation. The hand-written code knows no invalidation, no lease and no deadline; ' +
    'a shared hit asks for value, lease and four epochs in one question.',
  measure: (bench) => measured(bench, { where: 'store', competitors: ofStores, baseline: 'hand-written get and JSON.parse' }),
};

/**
 * @param {Bench} bench
 * @param {{ where: 'container' | 'store', competitors: Competitor<SharedAdapter>[], baseline: string }} comparison
 */
async function measured(bench, { where, ...rivals }) {
  const redis = await startRedis();
  try {
    return await compare(bench, {
      kind: 'shared',
      scenario: 'shared-hit',
      series: [{ id: 'hit', title: 'a call', request: {} }],
      settings: { size: KEYS, port: redis.port, where },
      rounds: 45,
      seconds: 12,
      ...rivals,
    });
  } finally {
    redis.stop();
  }
}
