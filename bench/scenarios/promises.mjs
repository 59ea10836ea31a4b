/** @import { AsyncAdapter, Scenario, SyncAdapter } from '../types.d.ts' */
import { setImmediate as turn } from 'node:timers/promises';
import { paramText, userText } from '../harness/keys.mjs';
import { countedWork } from './filled-cache.mjs';

const MAX = 10;
/** No multiple of the bound: some caches keep most between two of them. */
const FILLED = 35;

/**
 * What a cache keeps of the promises that others are compared by, 1 or 0 each: the order of use, the exact bound, and (of async ones) a
 * promise of its own for each caller.
 * @param {SyncAdapter & AsyncAdapter} adapter
 * @param {{ kind: 'sync' | 'async' }} settings
 * @returns {Promise<Scenario>}
 */
export async function prepare(adapter, { kind }) {
  const isAsync = kind === 'async';
  const loaded = { id: 1 };
  const loadLater = async () => {
    await turn();
    return loaded;
  };
  /** A new cache: says of a key whether it was kept. */
  const cache = async () => {
    const { work, count } = countedWork('pair', MAX, /** @type {typeof loadLater} */ (isAsync ? loadLater : () => loaded));
    const call = await adapter(/** @type {never} */ (work));
    const isKept = async (/** @type {number} */ key) => {
      const { loads } = count;
      await call(userText(key), paramText(0));
      return count.loads === loads;
    };
    return { call, isKept };
  };
  const fill = async (/** @type {(key: number) => Promise<boolean>} */ isKept, /** @type {number} */ size) => {
    for (let key = 0; key < size; key++) await isKept(key);
  };

  const order = async () => {
    const { isKept } = await cache();
    await fill(isKept, MAX);
    await isKept(0);
    await isKept(MAX);
    return (await isKept(0)) && !(await isKept(1));
  };
  const bound = async () => {
    let kept = 0;
    for (let key = 0; key < FILLED; key++) {
      const { isKept } = await cache(); // asking changes what is kept, so each is asked but once
      await fill(isKept, FILLED);
      if (await isKept(key)) kept++;
    }
    return kept <= MAX;
  };
  const own = async () => {
    const { call } = await cache();
    const first = call(userText(0), paramText(0));
    const second = call(userText(0), paramText(0));
    await Promise.all([first, second]);
    return first !== second;
  };
  return {
    round: async () => ({ order: Number(await order()), bound: Number(await bound()), ...(isAsync ? { own: Number(await own()) } : {}) }),
  };
}
