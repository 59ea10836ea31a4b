/** @import { Arity, AsyncAdapter, AsyncCall, Call, SyncAdapter, Work } from '../types.d.ts' */
import { freshArguments, idOf } from '../harness/keys.mjs';

/** A time to live that is longer than any run of the bench. */
const TTL_MS = 6 * 60 * 60 * 1000;
const CHUNK = 10_000;

/**
 * @param {Arity} arity
 * @returns {(user: string, param?: string) => string}
 */
export function textKeyOf(arity) {
  return arity === 'one' ? (user) => user : (user, param) => `${user}-${param}`;
}

/**
 * What adapters build on, with a count of the loads.
 * @template Result
 * @param {Arity} arity
 * @param {number} max
 * @param {(user: string, param?: string) => Result} produce
 */
export function countedWork(arity, max, produce) {
  const count = { loads: 0 };
  /** @type {Work<Result>} */
  const work = {
    arity,
    max,
    ttl: TTL_MS,
    keyOf: textKeyOf(arity),
    load(user, param) {
      count.loads++;
      return produce(user, param);
    },
  };
  return { work, count };
}

/**
 * A sync cached function that holds `size` keys.
 * @param {SyncAdapter} adapter
 * @param {{ arity: Arity, size: number, max?: number }} shape
 */
export async function filledCache(adapter, { arity, size, max = size }) {
  const { work, count } = countedWork(arity, max, (user, param) => ({ id: idOf(user, param) }));
  const call = await adapter(work);
  for (const args of chunksOfAll(arity, size)) {
    if (arity === 'one') for (const user of args) call(user);
    else for (let index = 0; index < args.length; index += 2) call(/** @type {string} */ (args[index]), args[index + 1]);
  }
  return { call: /** @type {Call} */ (call), count };
}

/**
 * An async cached function that holds `size` two-part keys.
 * @param {AsyncAdapter} adapter
 * @param {number} size
 */
export async function filledAsyncCache(adapter, size) {
  const { work, count } = countedWork('pair', size, async (user, param) => ({ id: idOf(user, param) }));
  const call = await adapter(work);
  for (const args of chunksOfAll('pair', size)) {
    for (let index = 0; index < args.length; index += 2) await call(/** @type {string} */ (args[index]), args[index + 1]);
  }
  return { call: /** @type {AsyncCall} */ (call), count };
}

/**
 * @param {Arity} arity
 * @param {number} size
 */
function* chunksOfAll(arity, size) {
  for (let start = 0; start < size; start += CHUNK) {
    yield freshArguments(
      arity,
      Array.from({ length: Math.min(CHUNK, size - start) }, (_, index) => start + index),
    );
  }
}
