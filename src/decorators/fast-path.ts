import type { AnyMethod } from '../options.js';
import { type CachedMember, NO_KEY } from '../registry/cached-member.js';
import { NOT_SERVED } from '../store/entries.js';
import type { Entry } from '../store/entry.js';
import type { Partition } from '../store/partition.js';
import { adoptOrphans, ORPHANS, SOON } from '../util/untrusted.js';

/**
 * The function that runs in the method's place. It says "here it is", or asks the cache, which gives a load
 * to be run: by the wrapper itself, so that a recursive method has as few frames on the stack as may be. The
 * commonest arities spell their parameters out, as a list of arguments costs a third of a hit. All are
 * written as methods, so that `new` refuses them: what a constructor makes is no result to share.
 */
export function replacementOf(member: CachedMember): AnyMethod {
  const byArity = member.keys.isStructural ? STRUCTURAL : BUILT;
  const general = ofAnyArity(member);
  return byArity[member.loader.length]?.(member, general) ?? general;
}

type MakeWrapper = (member: CachedMember, general: AnyMethod) => AnyMethod;

/**
 * The wrapper of a method whose number of parameters is none of the commonest, and of calls with another
 * number of arguments.
 */
function ofAnyArity(member: CachedMember): AnyMethod {
  return {
    replacement(this: unknown, ...args: unknown[]): unknown {
      return ofMany(member, this, args);
    },
  }.replacement;
}

/** A call with any number of arguments. */
function ofMany(member: CachedMember, self: unknown, args: unknown[]): unknown {
  const partition = member.partitionFor(self);
  const { builder, isStructural } = member.keys;
  let key: unknown = isStructural ? keyOfArguments(args) : NO_KEY;
  if (partition !== undefined && builder !== undefined) {
    try {
      key = builder.apply(self, args);
    } catch (cause) {
      return unkeyed(member, cause);
    }
  }
  const value = key === NO_KEY ? NOT_SERVED : served(member, partition, key);
  if (value !== NOT_SERVED) return value;
  const flight = member.begin(self, args, isStructural ? NO_KEY : key);
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
}

/** The arguments as a list; a loop, as there may be too many of them to be spread. */
function listOf(given: IArguments): unknown[] {
  const list: unknown[] = [];
  for (let index = 0; index < given.length; index++) list.push(given[index]);
  return list;
}

/** Arguments are a key as they are, unless `undefined`s come last. */
function keyOfArguments(args: unknown[]): unknown {
  return args.length > 0 && args[args.length - 1] === undefined ? NO_KEY : args;
}

/** What a hit on an unchecked key gives; one that cannot even be read is the cache's to explain. */
function served(member: CachedMember, partition: Partition | undefined, key: unknown): unknown {
  let entry: Entry | undefined;
  try {
    entry =
      Array.isArray(key) && key.length === 2 ? partition?.lookPair(key[0], key[1]) : partition?.look(key);
  } catch {
    return NOT_SERVED;
  }
  return member.entries.serve(partition, entry);
}

/** A call whose key builder threw. */
function unkeyed(member: CachedMember, cause: unknown): unknown {
  const error = member.keys.builderError(cause);
  if (member.isAsync) return Promise.reject(error);
  throw error;
}

// The load itself is run here. The stack may end at the very call of `fail` or `end`: so a field says before
// that the loader has ended, and a promise that nobody gets is left to be handled a step later. A rest
// parameter would allocate a list on every hit; so would `arguments`, if anything but `apply` got hold of it.
// biome-ignore-start lint/complexity/noArguments: the above

/** Wrappers of methods whose arguments are the key, by the number of their parameters. */
const STRUCTURAL: readonly MakeWrapper[] = [
  (member) =>
    ({
      replacement(this: unknown): unknown {
        if (arguments.length !== 0) return ofMany(member, this, listOf(arguments));
        const partition = this === member.last.owner ? member.last.partition : member.partitionFor(this);
        const value = member.entries.serve(partition, partition?.ofNothing);
        if (value !== NOT_SERVED) return value;
        const flight = member.begin(this, [], NO_KEY);
        if (flight === undefined) {
          const { cache } = member;
          const { answer } = cache;
          cache.answer = undefined;
          return answer;
        }
        let result: unknown = NO_KEY;
        try {
          result = member.loader.call(flight.self);
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
    }).replacement,
  (member, general) =>
    ({
      replacement(this: unknown, one: unknown): unknown {
        if (arguments.length !== 1 || one === undefined)
          return general.apply(this, arguments as unknown as unknown[]);
        const partition = this === member.last.owner ? member.last.partition : member.partitionFor(this);
        const value = member.entries.serve(partition, partition?.lookSingle(one));
        if (value !== NOT_SERVED) return value;
        const flight = member.begin(this, [one], NO_KEY);
        if (flight === undefined) {
          const { cache } = member;
          const { answer } = cache;
          cache.answer = undefined;
          return answer;
        }
        let result: unknown = NO_KEY;
        try {
          result = member.loader.call(flight.self, one);
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
    }).replacement,
  (member, general) =>
    ({
      replacement(this: unknown, one: unknown, two: unknown): unknown {
        if (arguments.length !== 2 || two === undefined)
          return general.apply(this, arguments as unknown as unknown[]);
        const partition = this === member.last.owner ? member.last.partition : member.partitionFor(this);
        const value = member.entries.serve(partition, partition?.lookPair(one, two));
        if (value !== NOT_SERVED) return value;
        const flight = member.begin(this, [one, two], NO_KEY);
        if (flight === undefined) {
          const { cache } = member;
          const { answer } = cache;
          cache.answer = undefined;
          return answer;
        }
        let result: unknown = NO_KEY;
        try {
          result = member.loader.call(flight.self, one, two);
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
    }).replacement,
];

/** Wrappers of methods with a key builder. */
const BUILT: readonly MakeWrapper[] = [
  (_member, general) => general,
  (member, general) =>
    ({
      replacement(this: unknown, one: unknown): unknown {
        if (arguments.length !== 1) return general.apply(this, arguments as unknown as unknown[]);
        const partition = this === member.last.owner ? member.last.partition : member.partitionFor(this);
        let key: unknown = NO_KEY;
        if (partition !== undefined && member.keys.builder !== undefined) {
          try {
            key = member.keys.builder.call(this, one);
          } catch (cause) {
            return unkeyed(member, cause);
          }
          const value = served(member, partition, key);
          if (value !== NOT_SERVED) return value;
        }
        const flight = member.begin(this, [one], key);
        if (flight === undefined) {
          const { cache } = member;
          const { answer } = cache;
          cache.answer = undefined;
          return answer;
        }
        let result: unknown = NO_KEY;
        try {
          result = member.loader.call(flight.self, one);
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
    }).replacement,
  (member, general) =>
    ({
      replacement(this: unknown, one: unknown, two: unknown): unknown {
        if (arguments.length !== 2) return general.apply(this, arguments as unknown as unknown[]);
        const partition = this === member.last.owner ? member.last.partition : member.partitionFor(this);
        let key: unknown = NO_KEY;
        if (partition !== undefined && member.keys.builder !== undefined) {
          try {
            key = member.keys.builder.call(this, one, two);
          } catch (cause) {
            return unkeyed(member, cause);
          }
          const value = served(member, partition, key);
          if (value !== NOT_SERVED) return value;
        }
        const flight = member.begin(this, [one, two], key);
        if (flight === undefined) {
          const { cache } = member;
          const { answer } = cache;
          cache.answer = undefined;
          return answer;
        }
        let result: unknown = NO_KEY;
        try {
          result = member.loader.call(flight.self, one, two);
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
    }).replacement,
];
// biome-ignore-end lint/complexity/noArguments: the above
