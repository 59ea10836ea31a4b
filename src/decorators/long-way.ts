import { NOT_SERVED } from '../cache/entries.js';
import type { Entry } from '../cache/entry.js';
import { SOON } from '../cache/hostile-values.js';
import { isExact } from '../cache/key.js';
import type { Call } from '../cache/member-plan.js';
import type { Partition } from '../cache/partition.js';
import type { AnyMethod } from '../options.js';
import type { CachedMember } from '../registry/cached-member.js';

/** The arguments as a list; a loop, as there may be too many of them to be spread. */
export function listOf(given: IArguments): unknown[] {
  const list: unknown[] = [];
  for (let index = 0; index < given.length; index++) list.push(given[index]);
  return list;
}

/** The replacement of a method whose number of parameters is none of the commonest. */
export function ofAnyArity(member: CachedMember): AnyMethod {
  return {
    replacement(this: unknown, ...args: unknown[]): unknown {
      return ofAnyNumber(member, this, args);
    },
  }.replacement;
}

/** A call with any number of arguments: a hit if there is one, else the long way. */
export function ofAnyNumber(member: CachedMember, self: unknown, args: unknown[]): unknown {
  const partition = member.shortWay(self);
  if (partition === undefined) return longWay(member, self, args);
  const { builder } = member.keys;
  if (builder === undefined) {
    const isWhole = member.keys.isStructural && (args.length === 0 || args[args.length - 1] !== undefined);
    const value = isWhole ? served(member, partition, args) : NOT_SERVED;
    return value === NOT_SERVED ? longWay(member, self, args) : value;
  }
  let key: unknown;
  try {
    key = builder.apply(self, args);
  } catch (cause) {
    return unkeyed(member, cause);
  }
  const value = served(member, partition, key);
  return value === NOT_SERVED ? keyed({ member, self, args }, key) : value;
}

/** What a hit on an unchecked key gives; the long way explains a key that cannot even be read. */
function served(member: CachedMember, partition: Partition, key: unknown): unknown {
  let entry: Entry | undefined;
  try {
    entry = partition.look(key);
  } catch {
    return NOT_SERVED;
  }
  return member.entries.serve(partition, entry);
}

/**
 * A call from its beginning. An async method never throws: what goes wrong before its loader is a rejection, too. It rejects a step later, when its caller
 * has handled it: at the end of the stack Node might fail to note that.
 */
export function longWay(member: CachedMember, self: unknown, args: unknown[]): unknown {
  if (!member.isAsync) return member.cache.call({ member, self: member.selfOf(self), args });
  try {
    return member.cache.call({ member, self: member.selfOf(self), args });
  } catch (error) {
    return SOON.then(() => {
      throw error;
    });
  }
}

/** A call whose key builder has run, and what it found under its unchecked key: to be trusted where that turns out to be exact. */
export function keyed(call: Call & { readonly member: CachedMember }, key: unknown, partition?: Partition, entry?: Entry): unknown {
  const { member, self } = call;
  try {
    const resolved = member.keys.ofKey(key);
    if (partition !== undefined && isExact(resolved)) return member.cache.callFound(partition, entry, resolved, call);
    return member.cache.callKeyed(call, member.ownerOf(self) ?? member.nobody, resolved);
  } catch (error) {
    if (!member.isAsync) throw error;
    return SOON.then(() => {
      throw error;
    });
  }
}

/** A call whose key builder threw. */
export function unkeyed(member: CachedMember, cause: unknown): unknown {
  const error = member.keys.builderError(cause);
  if (member.isAsync) return Promise.reject(error);
  throw error;
}
