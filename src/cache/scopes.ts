import { type KeyPart, MARKS, type ResolvedKey } from '../keys/key.js';
import { isObject } from '../util/guards.js';

/** Tells the owners of one invocation's entries, also those that another copy of the package has made. */
const BASE = Symbol.for('warmscope.invocation-owner.v2');

/** Owns what one owner's entries are for the length of one invocation. */
export class InvocationOwner {
  readonly [BASE]: object;

  constructor(of: object) {
    this[BASE] = of;
  }
}

/** The instance, class or stand-in that an owner of entries stands for. */
export function baseOf(owner: object): object {
  return Object.hasOwn(owner, BASE) ? (owner as InvocationOwner)[BASE] : owner;
}

/** The key of an entry within one tenant: no key of another tenant, nor of none, can equal it. */
export function tenantKey(tenantId: string, key: ResolvedKey): readonly KeyPart[] {
  return isObject(key) ? [tenantId, MARKS.list, ...key] : [tenantId, MARKS.alone, key];
}
