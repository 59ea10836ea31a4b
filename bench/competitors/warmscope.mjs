/** warmscope as its users have it: decorated methods of a container singleton, `key`, `ttl` and `max` set. */
/** @import { AsyncCall, Call, Record, Work } from '../types.d.ts' */

/**
 * The built package: the copy that this run took of it, or the other build of `--before`.
 * @returns {Promise<typeof import('../../dist/esm/index.js')>}
 */
export function warmscope() {
  return import(process.env.BENCH_WARMSCOPE ?? new URL('../../dist/esm/index.js', import.meta.url).href);
}

/**
 * Applies a member decorator, as the compiler does with `experimentalDecorators`.
 * @param {object} target
 * @param {string} key
 * @param {unknown} decorator
 */
export function decorate(target, key, decorator) {
  const apply = /** @type {(target: object, key: string, descriptor: PropertyDescriptor) => PropertyDescriptor | undefined} */ (decorator);
  const descriptor = /** @type {PropertyDescriptor} */ (Object.getOwnPropertyDescriptor(target, key));
  Object.defineProperty(target, key, apply(target, key, descriptor) ?? descriptor);
}

const keyOfPair = (/** @type {string} */ user, /** @type {string | undefined} */ param) => [user, param];

/**
 * @param {Work<Record>} work
 * @returns {Promise<Call>}
 */
export async function decoratedMethod({ arity, load, max, ttl }) {
  const { Cached, ContainerSingleton, registry } = await warmscope();
  class Reports {
    /** @type {Call} */
    byUserAndParam(user, param) {
      return load(user, param);
    }

    /** @type {(user: string) => Record} */
    byUser(user) {
      return load(user);
    }
  }
  if (arity === 'one') decorate(Reports.prototype, 'byUser', Cached({ ttl, max }));
  else decorate(Reports.prototype, 'byUserAndParam', Cached({ key: keyOfPair, ttl, max }));
  ContainerSingleton(Reports);
  const reports = registry.resolve(Reports);
  return arity === 'one' ? (user) => reports.byUser(user) : (user, param) => reports.byUserAndParam(user, param);
}

/**
 * @param {Work<Promise<Record>>} work
 * @returns {Promise<AsyncCall>}
 */
export async function decoratedAsyncMethod({ load, max, ttl }) {
  const { Cached, ContainerSingleton, registry } = await warmscope();
  class Reports {
    /** @type {AsyncCall} */
    async report(user, param) {
      return load(user, param);
    }
  }
  decorate(Reports.prototype, 'report', Cached({ key: keyOfPair, ttl, max }));
  ContainerSingleton(Reports);
  const reports = registry.resolve(Reports);
  return (user, param) => reports.report(user, param);
}
