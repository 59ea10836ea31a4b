import { NOT_SERVED } from '../cache/entries.js';
import type { Entry } from '../cache/entry.js';
import type { KeyBuilder } from '../cache/key-resolution.js';
import type { AnyMethod } from '../options.js';
import type { CachedMember } from '../registry/cached-member.js';
import { keyed, listOf, longWay, ofAnyArity, ofAnyNumber, unkeyed } from './long-way.js';

/**
 * The function that runs in the method's place. The commonest arities spell their parameters out, as a list of arguments
 * costs a third of a hit; every miss, and whatever else is special, takes the long way through `MethodCache.call`. All are written as methods,
 * so that `new` refuses them: what a constructor makes is no result to share.
 */
export function replacementOf(member: CachedMember): AnyMethod {
  const byArity = member.keys.isStructural ? STRUCTURAL : BUILT;
  const general = ofAnyArity(member);
  return byArity[member.loader.length]?.(member, general) ?? general;
}

// A rest parameter would allocate a list on every hit; so would `arguments`, if anything but `apply` got hold of it.
// biome-ignore-start lint/complexity/noArguments: the above

/** Replacements of methods whose arguments are the key, by the number of their parameters. */
const STRUCTURAL: readonly ((member: CachedMember, general: AnyMethod) => AnyMethod)[] = [
  (member) =>
    ({
      replacement(this: unknown): unknown {
        if (arguments.length !== 0) return ofAnyNumber(member, this, listOf(arguments));
        const { near } = member;
        const partition = this === near.owner ? near.partition : member.shortWay(this);
        const entry = partition?.ofNothing;
        const value = member.entries.serve(partition, entry);
        return value === NOT_SERVED ? longWay(member, this, []) : value;
      },
    }).replacement,
  (member, general) =>
    ({
      replacement(this: unknown, one: unknown): unknown {
        if (arguments.length !== 1 || one === undefined) return general.apply(this, arguments as unknown as unknown[]);
        const { near } = member;
        const partition = this === near.owner ? near.partition : member.shortWay(this);
        const entry = partition?.lookSingle(one);
        const value = member.entries.serve(partition, entry);
        return value === NOT_SERVED ? longWay(member, this, [one]) : value;
      },
    }).replacement,
  (member, general) =>
    ({
      replacement(this: unknown, one: unknown, two: unknown): unknown {
        if (arguments.length !== 2 || two === undefined) return general.apply(this, arguments as unknown as unknown[]);
        const { near } = member;
        const partition = this === near.owner ? near.partition : member.shortWay(this);
        const entry = partition?.lookPair(one, two);
        const value = member.entries.serve(partition, entry);
        return value === NOT_SERVED ? longWay(member, this, [one, two]) : value;
      },
    }).replacement,
];

/** Stands for the key of a builder that has not returned. */
const NO_KEY = Symbol('no key');

/** Replacements of methods with a key builder. */
const BUILT: readonly ((member: CachedMember, general: AnyMethod) => AnyMethod)[] = [
  (_member, general) => general,
  (member, general) => {
    let builder: KeyBuilder | undefined;
    return {
      replacement(this: unknown, one: unknown): unknown {
        builder ??= member.keys.builder;
        if (builder === undefined || arguments.length !== 1) return general.apply(this, arguments as unknown as unknown[]);
        const { near } = member;
        const partition = this === near.owner ? near.partition : member.shortWay(this);
        if (partition === undefined) return general.apply(this, arguments as unknown as unknown[]);
        let key: unknown = NO_KEY;
        let entry: Entry | undefined;
        try {
          key = builder.call(this, one);
          entry = partition.look(key);
        } catch (cause) {
          if (key === NO_KEY) return unkeyed(member, cause);
        }
        const value = member.entries.serve(partition, entry);
        return value === NOT_SERVED ? keyed({ member, self: this, args: [one] }, key, partition, entry) : value;
      },
    }.replacement;
  },
  (member, general) => {
    let builder: KeyBuilder | undefined;
    return {
      replacement(this: unknown, one: unknown, two: unknown): unknown {
        builder ??= member.keys.builder;
        if (builder === undefined || arguments.length !== 2) return general.apply(this, arguments as unknown as unknown[]);
        const { near } = member;
        const partition = this === near.owner ? near.partition : member.shortWay(this);
        if (partition === undefined) return general.apply(this, arguments as unknown as unknown[]);
        let key: unknown = NO_KEY;
        let entry: Entry | undefined;
        try {
          key = builder.call(this, one, two);
          entry = Array.isArray(key) && key.length === 2 ? partition.lookPair(key[0], key[1]) : partition.look(key);
        } catch (cause) {
          if (key === NO_KEY) return unkeyed(member, cause);
        }
        const value = member.entries.serve(partition, entry);
        return value === NOT_SERVED ? keyed({ member, self: this, args: [one, two] }, key, partition, entry) : value;
      },
    }.replacement;
  },
];
// biome-ignore-end lint/complexity/noArguments: the above
