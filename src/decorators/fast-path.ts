import { type KeyResolution, Unbuilt } from '../keys/resolve-key.js';
import type { AnyMethod } from '../options.js';
import { type CachedMember, NO_KEY } from '../registry/cached-member.js';
import { NOT_SERVED } from '../store/entries.js';
import type { Entry } from '../store/entry.js';
import type { Partition } from '../store/partition.js';
import { adoptOrphans, ORPHANS, SOON } from '../util/untrusted.js';

// Both wrappers run a load themselves, so that a recursive method has as few frames on the stack as may be.
// Each variable takes room on it at each level, so a few serve two ends (decision 0054).
// The stack may end at the very call of `fail` or `end`: so a field says before that the loader has ended,
// and a promise that nobody gets is left to be handled a step later.

/**
 * The function that runs in the method's place: it finds the value, or asks the cache, which gives a load to
 * be run. A method itself, so that `new` refuses it: what a constructor makes is no result to share.
 */
export function replacementOf(member: CachedMember): AnyMethod {
  return member.loader.length > 2 ? ofAnyArguments(member) : ofFewArguments(member);
}

function ofAnyArguments(member: CachedMember): AnyMethod {
  return {
    replacement(this: unknown, ...args: unknown[]): unknown {
      return ofMany(member, this, args);
    },
  }.replacement;
}

/** A call with any number of arguments. */
function ofMany(member: CachedMember, self: unknown, args: unknown[]): unknown {
  const partition = member.partitionFor(self);
  const key = partition === undefined ? NO_KEY : keyOf(member.keys, self, args);
  const entry = partition && entryOf(partition, member.keys.isStructural ? args : key);
  let result = member.entries.serve(partition, entry);
  if (result !== NOT_SERVED) return result;
  const flight = member.begin(self, args, key);
  if (flight === undefined) {
    result = member.cache.answer;
    member.cache.answer = undefined;
    return result;
  }
  try {
    result = member.loader.apply(flight.self, args);
    flight.isAloft = false;
    return member.cache.flights.end(flight, result);
  } catch (error) {
    flight.isAloft = flight.promise !== undefined;
    if (result === NOT_SERVED) return member.cache.flights.fail(flight, error);
    ORPHANS.push(result);
    SOON.then(adoptOrphans);
    throw error;
  }
}

// A rest parameter would cost a third of a hit, so this one spells its parameters out; `arguments` as a whole
// is used on the rare path only.
// biome-ignore-start lint/complexity/noArguments: the above
function ofFewArguments(member: CachedMember): AnyMethod {
  return {
    replacement(this: unknown, one: unknown, two: unknown): unknown {
      if (arguments.length > 2) return ofMany(member, this, listOf(arguments));
      const partition = this === member.last.owner ? member.last.partition : member.partitionFor(this);
      const key = partition === undefined ? NO_KEY : keyOfFew(member.keys, this, arguments.length, one, two);
      let result: unknown = member.keys.isStructural
        ? partition && entryOfFew(partition, arguments.length, one, two)
        : partition && entryOf(partition, key);
      result = member.entries.serve(partition, result as Entry | undefined);
      if (result !== NOT_SERVED) return result;
      const flight = member.begin(
        this,
        arguments.length === 2 ? [one, two] : arguments.length === 1 ? [one] : [],
        key,
      );
      if (flight === undefined) {
        result = member.cache.answer;
        member.cache.answer = undefined;
        return result;
      }
      try {
        result = member.loader.apply(flight.self, flight.args as unknown[]);
        flight.isAloft = false;
        return member.cache.flights.end(flight, result);
      } catch (error) {
        flight.isAloft = flight.promise !== undefined;
        if (result === NOT_SERVED) return member.cache.flights.fail(flight, error);
        ORPHANS.push(result);
        SOON.then(adoptOrphans);
        throw error;
      }
    },
  }.replacement;
}
// biome-ignore-end lint/complexity/noArguments: the above

/** The arguments as a list; a loop, as there may be too many of them to be spread. */
function listOf(given: IArguments): unknown[] {
  const list: unknown[] = [];
  for (let index = 0; index < given.length; index++) list.push(given[index]);
  return list;
}

/** What the key builder gives for arguments; NO_KEY where there is none, or it is still to be looked up. */
function keyOf({ builder }: KeyResolution, self: unknown, args: unknown[]): unknown {
  if (builder === undefined) return NO_KEY;
  try {
    return builder.apply(self, args);
  } catch (cause) {
    return new Unbuilt(cause);
  }
}

function keyOfFew(
  { builder }: KeyResolution,
  self: unknown,
  count: number,
  one: unknown,
  two: unknown,
): unknown {
  if (builder === undefined) return NO_KEY;
  try {
    if (count === 2) return builder.call(self, one, two);
    return count === 1 ? builder.call(self, one) : builder.call(self);
  } catch (cause) {
    return new Unbuilt(cause);
  }
}

/** The entry of an unchecked key; what cannot even be read is the cache's to explain. */
function entryOf(partition: Partition, key: unknown): Entry | undefined {
  try {
    return partition.look(key);
  } catch {
    return undefined;
  }
}

/** The entry of arguments that are the key themselves. */
function entryOfFew(partition: Partition, count: number, one: unknown, two: unknown): Entry | undefined {
  if (count === 2) return partition.lookPair(one, two);
  return count === 1 ? partition.lookSingle(one) : partition.ofNothing;
}
