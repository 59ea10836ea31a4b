/** The loops that are timed. Each checks its results, so that nothing can be optimised away or be wrong unseen. */
/** @import { AsyncCall, Call } from '../types.d.ts' */

/**
 * Calls before the timed ones of a round, with other arguments: a hot loop is what is measured, and while the process was idle others have
 * had the processor's caches.
 */
export const UNTIMED_CALLS = 2_000;

const now = process.hrtime.bigint;

/**
 * @param {Call} call
 * @param {readonly string[]} args
 */
export function timePairs(call, args) {
  let sum = 0;
  const startedAt = now();
  for (let index = 0; index < args.length; index += 2) {
    sum += call(/** @type {string} */ (args[index]), /** @type {string} */ (args[index + 1])).id;
  }
  return { elapsed: Number(now() - startedAt), sum };
}

/**
 * @param {Call} call
 * @param {readonly string[]} args
 */
export function timeOnes(call, args) {
  let sum = 0;
  const startedAt = now();
  for (let index = 0; index < args.length; index++) sum += call(/** @type {string} */ (args[index])).id;
  return { elapsed: Number(now() - startedAt), sum };
}

/**
 * @param {AsyncCall} call
 * @param {readonly string[]} args
 */
export async function timeAwaitedPairs(call, args) {
  let sum = 0;
  const startedAt = now();
  for (let index = 0; index < args.length; index += 2) {
    sum += (await call(/** @type {string} */ (args[index]), /** @type {string} */ (args[index + 1]))).id;
  }
  return { elapsed: Number(now() - startedAt), sum };
}

/**
 * One call alone. The clock was read just before, so that what is timed is the call and not the clock's own awakening.
 * @param {Call} call
 * @param {string} user
 * @param {string} param
 */
export function timeOne(call, user, param) {
  now();
  const startedAt = now();
  const { id } = call(user, param);
  return { elapsed: Number(now() - startedAt), sum: id };
}

/**
 * @param {boolean} holds
 * @param {string} claim
 */
export function ensure(holds, claim) {
  if (!holds) throw new Error(`not so: ${claim}`);
}

/** @param {Int32Array} ids */
export const total = (ids) => ids.reduce((sum, id) => sum + id, 0);
