import type { Flight } from '../cache/flight.js';
import { type KeyResolution, Unbuilt } from '../keys/resolve-key.js';
import type { AnyMethod } from '../options.js';
import { type CachedMember, NO_KEY } from '../registry/cached-member.js';
import { NOT_SERVED } from '../store/entries.js';
import type { Entry } from '../store/entry.js';
import type { Partition } from '../store/partition.js';
import { adoptOrphans, ORPHANS, SOON } from '../util/untrusted.js';

// Both wrappers run a load themselves, so that a recursive method has as few frames on the stack as may be.
// Each variable takes room on it at each level, so a few serve two ends, and another function looks
// up, whose variables are gone by then (decision 0054).
// The stack may end at the very call of `fail` or `end`: so a field says before that the loader has ended,
// and a promise that nobody gets is left to be handled a step later.
// The caller of an async function gets a rejection then: Node might fail to note one at the end of the stack.

/**
 * The function that runs in the method's place: it finds the value, or asks the cache, and runs the load that
 * this has begun. A method itself, so that `new` refuses it: what a constructor makes is no result to share.
 */
export function replacementOf(member: CachedMember): AnyMethod {
  return member.loader.length > 2 ? ofAnyArguments(member) : ofFewArguments(member);
}

/** The arguments of a call, and then, in the same variable, its flight. */
type CallThenFlight = unknown[] & Flight;

/** The first argument of a call, and then, in the same variable, its flight. */
type FirstThenFlight = Flight;

function ofAnyArguments(member: CachedMember): AnyMethod {
  return {
    replacement(this: unknown, ...call: CallThenFlight): unknown {
      let outcome = answerTo(member, this, call);
      if (outcome !== NOT_SERVED) return outcome;
      call = member.cache.flights.innermost as CallThenFlight;
      try {
        outcome = member.loader.apply(call.self, call.args as unknown[]);
        call.isAloft = false;
        return call.list.end(call, outcome);
      } catch (error) {
        call.isAloft = call.promise !== undefined;
        if (outcome !== NOT_SERVED) {
          ORPHANS.push(outcome);
          outcome = SOON.then(() => adoptOrphans(error, member.isAsync));
          if (member.isAsync) return outcome;
          throw error;
        }
        outcome = error;
      }
      return call.list.fail(call, outcome);
    },
  }.replacement;
}

// biome-ignore-start lint/complexity/noArguments: a rest parameter would cost a third of a hit
function ofFewArguments(member: CachedMember): AnyMethod {
  return {
    replacement(this: unknown, one: FirstThenFlight, two: unknown): unknown {
      let outcome =
        arguments.length > 2
          ? answerTo(member, this, [...arguments])
          : answerToFew(member, this, arguments.length, one, two);
      if (outcome !== NOT_SERVED) return outcome;
      one = member.cache.flights.innermost as FirstThenFlight;
      try {
        outcome = member.loader.apply(one.self, one.args as unknown[]);
        one.isAloft = false;
        return one.list.end(one, outcome);
      } catch (error) {
        one.isAloft = one.promise !== undefined;
        if (outcome !== NOT_SERVED) {
          ORPHANS.push(outcome);
          outcome = SOON.then(() => adoptOrphans(error, member.isAsync));
          if (member.isAsync) return outcome;
          throw error;
        }
        outcome = error;
      }
      return one.list.fail(one, outcome);
    },
  }.replacement;
}
// biome-ignore-end lint/complexity/noArguments: the above

/** What a call of up to two arguments gets; NOT_SERVED where it has begun a load for its wrapper to run. */
function answerToFew(
  member: CachedMember,
  self: unknown,
  count: number,
  one: unknown,
  two: unknown,
): unknown {
  const { last, keys } = member;
  const partition = self === last.owner ? last.partition : member.partitionFor(self);
  let key: unknown = NO_KEY;
  let entry: Entry | undefined;
  if (partition !== undefined) {
    if (keys.isStructural) entry = entryOfFew(partition, count, one, two);
    else {
      key = keyOfFew(keys, self, count, one, two);
      entry = entryOf(partition, key);
    }
  }
  const served = member.entries.serve(partition, entry);
  if (served !== NOT_SERVED) return served;
  return member.begin(self, count === 2 ? [one, two] : count === 1 ? [one] : [], key);
}

/** What a call gets; NOT_SERVED where it has begun a load for its wrapper to run. */
function answerTo(member: CachedMember, self: unknown, args: unknown[]): unknown {
  const { keys } = member;
  const partition = member.partitionFor(self);
  let key: unknown = NO_KEY;
  let entry: Entry | undefined;
  if (partition !== undefined) {
    if (!keys.isStructural) key = keyOf(keys, self, args);
    entry = entryOf(partition, keys.isStructural ? args : key);
  }
  const served = member.entries.serve(partition, entry);
  if (served !== NOT_SERVED) return served;
  return member.begin(self, args, key);
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
