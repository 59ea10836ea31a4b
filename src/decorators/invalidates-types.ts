import type {
  AnyMethod,
  Class,
  InvalidatesOptions,
  InvalidatesTagsOptions,
  InvalidationTarget,
  Unchecked,
} from '../options.js';
import type { OnMethod, ThisOf } from './cached-types.js';
import type { OptionDoesNotFit, WriteAFunction } from './complaints.js';
import type { Fits, Sensible } from './fitting.js';
import type { HintedMember, HintedThis, MembersIn, Typed } from './hints.js';
import type { Known, KnownOwn, PlaceOf, TargetAt } from './target-types.js';

/** What `@Invalidates` may be given first: a target, or the tags in place of one. */
export type TargetOrTagsAt<First, Second, Third> =
  | TargetAt<HintedThis<First, Second>>
  | InvalidatesTagsOptionsAt<First, Second, Third>;

/** The names that an editor offers by themselves, and the tags, whose option it offers. */
export type NameOrTagsAt<First, Second, Third> =
  | (MembersIn<HintedThis<First, Second>> & string)
  | InvalidatesTagsOptionsAt<First, Second, Third>;

/** Nothing for a target that exists, or for tags. */
export type KnownOrTags<Target, This> = Target extends Class
  ? WriteAFunction
  : Target extends InvalidationTarget
    ? KnownOwn<Target, This>
    : Sensible<Target, InvalidatesTagsOptions> & { readonly tags: unknown };

/**
 * What follows the target of `@Invalidates`: options, behind the name of a member where the target is a
 * class.
 */
export type AfterTarget<Target, Name, Options> = Target extends Class | (() => unknown)
  ? [
      name: Name & Known<PlaceOf<Target>, Name>,
      options?: Options & Sensible<Options, InvalidatesOptions> & OneWay<Options>,
    ]
  : [options?: Options & Sensible<Options, InvalidatesOptions> & OneWay<Options>];

type Way = 'key' | 'keyFromResult' | 'args' | 'argsFromResult';

/** The options that say which entry, of those that are given. */
type WaysIn<Options> = {
  [Name in keyof Options & Way]-?: [Options[Name]] extends [undefined]
    ? never
    : Record<never, never> extends Pick<Options, Name>
      ? never
      : Name;
}[keyof Options & Way];

/** Refuses a second option that says which entry. */
export type OneWay<Options> = {
  readonly [Name in SecondOf<WaysIn<Options>>]: OptionDoesNotFit<Name, 'beside another', WaysIn<Options>>;
};

type SecondOf<Names, All = Names> = Names extends 'key' ? never : [All] extends [Names] ? never : Names;

/** A decorator for mutating methods, in both dialects. */
export interface InvalidatesDecorator<Options> {
  <Member, Context>(
    member: Member & FitsMutator<Options, ThisOf<Context>, Member>,
    context: Context & OnMethod<Context>,
  ): void;
  <This extends object, M extends AnyMethod>(
    target: This,
    key: string | symbol,
    descriptor: TypedPropertyDescriptor<M> & Fits<Options, MutatorOptions<This, M>, MutatorOptions>,
  ): void;
}

/** The options of `@Invalidates` where it stands. */
export type InvalidatesOptionsAt<First, Second, Third> = Typed<
  HintedMember<First, Third> extends infer M extends AnyMethod
    ? InvalidatesOptions<HintedThis<First, Second>, Parameters<M>, Awaited<ReturnType<M>>>
    : InvalidatesOptions
>;

/** The options of `@Invalidates` in place of a target, where it stands. */
export type InvalidatesTagsOptionsAt<First, Second, Third> = Typed<
  HintedMember<First, Third> extends infer M extends AnyMethod
    ? Partial<InvalidatesTagsOptions<HintedThis<First, Second>, Parameters<M>>>
    : Partial<InvalidatesTagsOptions>
>;

/** What `@Invalidates` may be given on a method of this shape. */
type MutatorOptions<This = Unchecked, M extends AnyMethod = Unchecked> = InvalidatesOptions<
  This,
  Parameters<M>,
  Awaited<ReturnType<M>>
> &
  Partial<InvalidatesTagsOptions<This, Parameters<M>>>;

/** Nothing where the functions take the mutating method's arguments. */
type FitsMutator<Options, This, Member> = Member extends AnyMethod
  ? Fits<Options, MutatorOptions<This, Member>, MutatorOptions>
  : unknown;
