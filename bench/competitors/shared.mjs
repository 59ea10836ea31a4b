/** Caches with a store that containers share, beside what people write where they have no library. */
/** @import { AsyncCall, Competitor, Record, SharedAdapter, Work } from '../types.d.ts' */
import { warmscope } from './warmscope.mjs';

/** @type {Competitor<SharedAdapter>[]} hits in the container */
const ofContainers = [
  { id: 'warmscope', group: 'warmscope', adapter: (work) => cachedWith(work) },
  { id: 'warmscope, not shared, with a tier', group: 'warmscope', adapter: (work, port) => cachedWith(work, { port }) },
  { id: 'warmscope, shared', group: 'warmscope', adapter: (work, port) => cachedWith(work, { port, shared: 'bench@1' }) },
];

/** @type {Competitor<SharedAdapter>[]} hits in the store */
const ofStores = [
  { id: 'hand-written get and JSON.parse', group: 'hand', adapter: getAndParse },
  { id: 'warmscope, shared', group: 'warmscope', adapter: (work, port) => cachedWith(work, { port, shared: 'bench@1' }) },
  {
    id: 'warmscope, shared and sealed',
    group: 'warmscope',
    adapter: (work, port) => cachedWith(work, { port, shared: 'bench@1', secret: 'a secret of the benchmark' }),
  },
];

export const competitors = [...ofContainers, ...ofStores.filter(({ group, id }) => group === 'hand' || id.endsWith('sealed'))];
export { ofContainers, ofStores };

/**
 * @param {Work<Promise<Record>>} work
 * @param {{ port?: number, shared?: `${string}@${string}`, secret?: string }} [tier]
 * @returns {ReturnType<SharedAdapter>}
 */
async function cachedWith({ load, max, ttl }, { port, shared, secret } = {}) {
  const { cached, registry, runInvocation } = await warmscope();
  if (port !== undefined) {
    const { redisStore, sharedTier } = await tiers();
    registry.configure({ shared: sharedTier(redisStore(await connect(port)), { prefix: `bench-${process.pid}`, secret }) });
  }
  const key = (/** @type {string} */ user, /** @type {string | undefined} */ param) => [user, param];
  return {
    call: /** @type {AsyncCall} */ (cached(load, { key, ttl, max, shared })),
    within: async (round) => runInvocation({}, round),
    forget: () => registry.clear(),
  };
}

/** @type {SharedAdapter} */
async function getAndParse({ keyOf, load, ttl }, port) {
  const redis = await connect(port);
  return {
    async call(user, param) {
      const key = `hand-${process.pid}:${keyOf(user, param)}`;
      const text = await redis.get(key);
      if (text !== null) return JSON.parse(text);
      const value = await load(user, param);
      await redis.set(key, JSON.stringify(value), 'PX', ttl);
      return value;
    },
    within: (round) => round(),
    forget: () => undefined,
  };
}

/**
 * A client of the project's own ioredis: that of the peers is another major.
 * @param {number} port
 */
async function connect(port) {
  if (port === 0) throw new Error('redis-server is not installed');
  const { Redis } = await import('ioredis');
  return new Redis(port);
}

/**
 * The entry beside the one that is measured.
 * @returns {Promise<typeof import('../../dist/esm/shared/index.js')>}
 */
function tiers() {
  const main = process.env.BENCH_WARMSCOPE ?? new URL('../../dist/esm/index.js', import.meta.url).href;
  return import(new URL('shared/index.js', main).href);
}
