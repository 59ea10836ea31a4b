import type { AnyMethod } from '../options.js';
import type { CachedMember } from '../registry/cached-member.js';
import { isHit, keyed, listOf, longWay, look, ofAnyArity, ofAnyNumber, unkeyed } from './long-way.js';

/**
 * The function that runs in the method's place. The commonest arities spell their parameters out, as a list of arguments
 * costs a third of a hit; every miss, and whatever else is special, takes the long way through `MethodCache.call`.
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
    function (this: unknown): unknown {
      if (arguments.length !== 0) return ofAnyNumber(member, this, listOf(arguments));
      const { near } = member;
      const partition = this === near.owner ? near.partition : member.shortWay(this);
      const entry = partition?.ofNothing;
      return partition !== undefined && isHit(member, entry) ? member.entries.hit(partition, entry) : longWay(member, this, []);
    },
  (member, general) =>
    function (this: unknown, one: unknown): unknown {
      const { near } = member;
      if (this === near.owner && arguments.length === 1) {
        const entry = near.partition.lookSingle(one);
        if (isHit(member, entry)) return member.entries.hit(near.partition, entry);
      }
      if (arguments.length !== 1 || one === undefined) return general.apply(this, arguments as unknown as unknown[]);
      const partition = member.shortWay(this);
      const entry = partition?.lookSingle(one);
      return partition !== undefined && isHit(member, entry) ? member.entries.hit(partition, entry) : longWay(member, this, [one]);
    },
  (member, general) =>
    function (this: unknown, one: unknown, two: unknown): unknown {
      const { near } = member;
      if (this === near.owner && arguments.length === 2) {
        const entry = near.partition.lookPair(one, two);
        if (isHit(member, entry)) return member.entries.hit(near.partition, entry);
      }
      if (arguments.length !== 2 || two === undefined) return general.apply(this, arguments as unknown as unknown[]);
      const partition = member.shortWay(this);
      const entry = partition?.lookPair(one, two);
      return partition !== undefined && isHit(member, entry) ? member.entries.hit(partition, entry) : longWay(member, this, [one, two]);
    },
];

/** Replacements of methods with a key builder. */
const BUILT: readonly ((member: CachedMember, general: AnyMethod) => AnyMethod)[] = [
  (_member, general) => general,
  (member, general) =>
    function (this: unknown, one: unknown): unknown {
      const { near, keys } = member;
      const { builder } = keys;
      if (builder === undefined || arguments.length !== 1) return general.apply(this, arguments as unknown as unknown[]);
      const partition = this === near.owner ? near.partition : member.shortWay(this);
      if (partition === undefined) return general.apply(this, arguments as unknown as unknown[]);
      let key: unknown;
      try {
        key = builder.call(this, one);
      } catch (cause) {
        return unkeyed(member, cause);
      }
      const entry = look(partition, key);
      if (isHit(member, entry)) return member.entries.hit(partition, entry);
      return keyed(member, this, [one], key, entry === undefined ? partition : undefined);
    },
  (member, general) =>
    function (this: unknown, one: unknown, two: unknown): unknown {
      const { near, keys } = member;
      const { builder } = keys;
      if (builder === undefined || arguments.length !== 2) return general.apply(this, arguments as unknown as unknown[]);
      const partition = this === near.owner ? near.partition : member.shortWay(this);
      if (partition === undefined) return general.apply(this, arguments as unknown as unknown[]);
      let key: unknown;
      try {
        key = builder.call(this, one, two);
      } catch (cause) {
        return unkeyed(member, cause);
      }
      const entry = look(partition, key);
      if (isHit(member, entry)) return member.entries.hit(partition, entry);
      return keyed(member, this, [one, two], key, entry === undefined ? partition : undefined);
    },
];
// biome-ignore-end lint/complexity/noArguments: the above
