import type { AnyMethod } from '../options.js';
import { type CachedMember, NO_KEY } from '../registry/cached-member.js';
import { NOT_SERVED } from '../store/entries.js';
import type { Entry } from '../store/entry.js';
import type { Partition } from '../store/partition.js';
import { adoptOrphans, ORPHANS, SOON } from '../util/untrusted.js';

// Both wrappers run a load themselves, so that a recursive method has as few frames on the stack as may be.
// The stack may end at the very call of `fail` or `end`: so a field says before that the loader has ended,
// and a promise that nobody gets is left to be handled a step later.

/**
 * The function that runs in the method's place: it finds the value, or asks the cache, which gives a load to
 * be run. A method itself, so that `new` refuses it: what a constructor makes is no result to share.
 */
export function replacementOf(member: CachedMember): AnyMethod {
  const general = ofAnyArguments(member);
  return member.loader.length > 2 ? general : ofFewArguments(member, general);
}

function ofAnyArguments(member: CachedMember): AnyMethod {
  return {
    replacement(this: unknown, ...args: unknown[]): unknown {
      const partition = member.partitionFor(this);
      const { builder, isStructural } = member.keys;
      let key: unknown = NO_KEY;
      if (partition !== undefined && builder !== undefined) {
        try {
          key = builder.apply(this, args);
        } catch (cause) {
          return unkeyed(member, cause);
        }
      }
      const value = member.entries.serve(partition, partition && found(partition, isStructural ? args : key));
      if (value !== NOT_SERVED) return value;
      const flight = member.begin(this, args, key);
      if (flight === undefined) {
        const { cache } = member;
        const { answer } = cache;
        cache.answer = undefined;
        return answer;
      }
      let result: unknown = NO_KEY;
      try {
        result = member.loader.apply(flight.self, args);
        flight.isAloft = false;
        return member.cache.flights.end(flight, result);
      } catch (error) {
        flight.isAloft = flight.promise !== undefined;
        if (result === NO_KEY) return member.cache.flights.fail(flight, error);
        ORPHANS.push(result);
        SOON.then(adoptOrphans);
        throw error;
      }
    },
  }.replacement;
}

// A list of arguments would cost a third of a hit, so these spell theirs out. `arguments` would be such a
// list if anything but `apply` got hold of it.
// biome-ignore-start lint/complexity/noArguments: the above
function ofFewArguments(member: CachedMember, general: AnyMethod): AnyMethod {
  return {
    replacement(this: unknown, one: unknown, two: unknown): unknown {
      const count = arguments.length;
      if (count > 2) return general.apply(this, arguments as unknown as unknown[]);
      const { last } = member;
      const partition = this === last.owner ? last.partition : member.partitionFor(this);
      const { builder, isStructural } = member.keys;
      let key: unknown = NO_KEY;
      let entry: Entry | undefined;
      if (isStructural) {
        entry =
          count === 1
            ? partition?.lookSingle(one)
            : count === 2
              ? partition?.lookPair(one, two)
              : partition?.ofNothing;
      } else if (partition !== undefined && builder !== undefined) {
        try {
          key =
            count === 1
              ? builder.call(this, one)
              : count === 2
                ? builder.call(this, one, two)
                : builder.call(this);
        } catch (cause) {
          return unkeyed(member, cause);
        }
        entry = found(partition, key);
      }
      const value = member.entries.serve(partition, entry);
      if (value !== NOT_SERVED) return value;
      const args = count === 1 ? [one] : count === 2 ? [one, two] : [];
      const flight = member.begin(this, args, key);
      if (flight === undefined) {
        const { cache } = member;
        const { answer } = cache;
        cache.answer = undefined;
        return answer;
      }
      let result: unknown = NO_KEY;
      try {
        result = member.loader.apply(flight.self, args);
        flight.isAloft = false;
        return member.cache.flights.end(flight, result);
      } catch (error) {
        flight.isAloft = flight.promise !== undefined;
        if (result === NO_KEY) return member.cache.flights.fail(flight, error);
        ORPHANS.push(result);
        SOON.then(adoptOrphans);
        throw error;
      }
    },
  }.replacement;
}
// biome-ignore-end lint/complexity/noArguments: the above

/** The entry of an unchecked key; what cannot even be read is the cache's to explain. */
function found(partition: Partition, key: unknown): Entry | undefined {
  try {
    return Array.isArray(key) && key.length === 2 ? partition.lookPair(key[0], key[1]) : partition.look(key);
  } catch {
    return undefined;
  }
}

/** A call whose key builder threw. */
function unkeyed(member: CachedMember, cause: unknown): unknown {
  const error = member.keys.builderError(cause);
  if (member.isAsync) return Promise.reject(error);
  throw error;
}
