import { isFresh, type Slot } from '../cache/entry.js';
import type { Partition } from '../cache/partition.js';
import type { AnyMethod } from '../options.js';
import type { CachedMember } from '../registry/cached-member.js';

/**
 * The function that runs in the method's place. The commonest arities spell their parameters out, as a list of arguments
 * costs a third of a hit; every miss, and whatever else is special, takes the long way through `MethodCache.call`.
 */
export function replacementOf(member: CachedMember): AnyMethod {
  const { length } = member.loader;
  if (length === 1) return ofOneParameter(member);
  if (length === 2) return ofTwoParameters(member);
  return function (this: unknown, ...args: unknown[]): unknown {
    return ofAnyNumber(member, this, args);
  };
}

function ofOneParameter(member: CachedMember): AnyMethod {
  return function (this: unknown, one: unknown): unknown {
    // biome-ignore lint/complexity/noArguments: a rest parameter would allocate a list on every hit.
    const partition = arguments.length === 1 ? member.shortWay(this) : undefined;
    // biome-ignore lint/complexity/noArguments: the same.
    if (partition === undefined) return ofAnyNumber(member, this, slice.call(arguments));
    const { builder } = member.keys;
    if (builder === undefined) {
      const slot = one === undefined || !member.keys.isStructural ? undefined : partition.keys.lookSingle(one);
      return isHit(member, slot) ? member.cache.hit(partition, slot) : longWay(member, this, [one]);
    }
    let key: unknown;
    try {
      key = builder.call(this, one);
    } catch (cause) {
      return unkeyed(member, cause);
    }
    const slot = look(partition, key);
    return isHit(member, slot) ? member.cache.hit(partition, slot) : keyed(member, this, [one], key);
  };
}

function ofTwoParameters(member: CachedMember): AnyMethod {
  return function (this: unknown, one: unknown, two: unknown): unknown {
    // biome-ignore lint/complexity/noArguments: a rest parameter would allocate a list on every hit.
    const partition = arguments.length === 2 ? member.shortWay(this) : undefined;
    // biome-ignore lint/complexity/noArguments: the same.
    if (partition === undefined) return ofAnyNumber(member, this, slice.call(arguments));
    const { builder } = member.keys;
    if (builder === undefined) {
      const slot = two === undefined || !member.keys.isStructural ? undefined : partition.keys.lookPair(one, two);
      return isHit(member, slot) ? member.cache.hit(partition, slot) : longWay(member, this, [one, two]);
    }
    let key: unknown;
    try {
      key = builder.call(this, one, two);
    } catch (cause) {
      return unkeyed(member, cause);
    }
    const slot = look(partition, key);
    return isHit(member, slot) ? member.cache.hit(partition, slot) : keyed(member, this, [one, two], key);
  };
}

function ofAnyNumber(member: CachedMember, self: unknown, args: unknown[]): unknown {
  const partition = member.shortWay(self);
  if (partition === undefined) return longWay(member, self, args);
  const { builder } = member.keys;
  if (builder === undefined) {
    const isWhole = member.keys.isStructural && args.length > 0 && args[args.length - 1] !== undefined;
    const slot = isWhole ? partition.keys.look(args) : undefined;
    return isHit(member, slot) ? member.cache.hit(partition, slot) : longWay(member, self, args);
  }
  let key: unknown;
  try {
    key = builder.apply(self, args);
  } catch (cause) {
    return unkeyed(member, cause);
  }
  const slot = look(partition, key);
  return isHit(member, slot) ? member.cache.hit(partition, slot) : keyed(member, self, args, key);
}

const { slice } = Array.prototype;

/** The slot of an unchecked key; the long way explains one that cannot even be read. */
function look(partition: Partition, key: unknown): Slot | undefined {
  try {
    return partition.keys.look(key);
  } catch {
    return undefined;
  }
}

/** True for a fresh entry; a clock that fails fails again, properly, on the long way. */
function isHit(member: CachedMember, slot: Slot | undefined): slot is Slot {
  try {
    return slot !== undefined && slot.index >= 0 && isFresh(slot, member.clock);
  } catch {
    return false;
  }
}

/** A call from its beginning. An async method never throws: what goes wrong before its loader is a rejection, too. */
function longWay(member: CachedMember, self: unknown, args: unknown[]): unknown {
  if (!member.isAsync) return member.cache.call({ member, self, args });
  try {
    return member.cache.call({ member, self, args });
  } catch (error) {
    return Promise.reject(error);
  }
}

/** A call whose key builder has run, and whose owner has entries already. */
function keyed(member: CachedMember, self: unknown, args: unknown[], key: unknown): unknown {
  try {
    const owner = member.ownerOf(self) ?? member.nobody;
    return member.cache.callKeyed({ member, self, args }, owner, member.keys.ofKey(key));
  } catch (error) {
    if (member.isAsync) return Promise.reject(error);
    throw error;
  }
}

function unkeyed(member: CachedMember, cause: unknown): unknown {
  const error = member.keys.builderError(cause);
  if (member.isAsync) return Promise.reject(error);
  throw error;
}
