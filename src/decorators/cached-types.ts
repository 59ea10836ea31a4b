import type { CachedOptions } from '../features/features.js';
import type { AnyMethod, Class, InvalidatesOptions, InvalidatesTagsOptions } from '../options.js';
import type {
  HintedMember,
  HintedThis,
  IsMemberAt,
  MembersIn,
  Offered,
  SomeFunction,
  Typed,
} from './hints.js';

/** What the compiler shows where an option does not fit what is decorated. */
export interface OptionDoesNotFit<Option, Given, Wanted> {
  readonly 'warmscope: an option does not fit what it decorates': {
    readonly option: Option;
    readonly given: Given;
    readonly wanted: Wanted;
  };
}

/** What the compiler shows where a decorator stands on something else than a method or getter. */
export interface OnlyOnMethodsAndGetters {
  readonly 'warmscope: this decorator goes on methods and getters': never;
}

/** What the compiler shows where a decorator of methods stands on something else. */
export interface OnlyOnMethods {
  readonly 'warmscope: this decorator goes on methods': never;
}

/** Of what an option may be, that which resembles what was given: a function where that is one. */
type Resembling<Wanted, Given> = Given extends AnyMethod
  ? Extract<Wanted, AnyMethod>
  : Exclude<Wanted, undefined>;

/**
 * Nothing where options fit or none is given, else one {@link OptionDoesNotFit} for each that does not: what
 * makes the compiler refuse, and what it shows then.
 */
export type Fits<Options, Wanted> = [Options] extends [Wanted]
  ? unknown
  : [Record<never, never>] extends [Options]
    ? unknown
    : Misfits<Options, Wanted>;

type Misfits<Options, Wanted, Found = Misfit<Options, Wanted>> = [Found] extends [never] ? unknown : Found;

/** One for each option that was given and does not fit. */
type Misfit<Options, Wanted> = {
  [Name in keyof Options & keyof Wanted]: [Options[Name]] extends [Wanted[Name]]
    ? never
    : [SomeFunction] extends [Options[Name]]
      ? never
      : OptionDoesNotFit<Name, Options[Name], Resembling<Wanted[Name], Options[Name]>>;
}[keyof Options & keyof Wanted];

/** The options that a method of this shape takes. */
export type CachedOptionsOf<This, M extends AnyMethod> = CachedOptions<
  This,
  Parameters<M>,
  Awaited<ReturnType<M>>
>;

/** The options of `@Cached` where it stands: its functions take what the member takes. */
export type CachedOptionsAt<First, Second, Third> = Typed<
  CachedOptionsFor<HintedThis<First, Second>, HintedMember<First, Third>>
>;

type CachedOptionsFor<This, Member> = unknown extends Member
  ? CachedOptions
  : [Member] extends [never]
    ? CachedOptions
    : [Member] extends [AnyMethod]
      ? CachedOptionsOf<This, Member>
      : CachedOptions<This, [], Awaited<Member>>;

/** What the compiler shows where an option does not exist. */
export interface NoSuchOption<Name, Valid> {
  readonly 'warmscope: there is no such option': { readonly name: Name; readonly valid: Valid };
}

/** What no function is, such as the method that a decorator without its brackets is given. */
interface NoFunction {
  readonly [Symbol.hasInstance]?: never;
}

/** Options of any value: where they are written, the editor finds their documentation here. */
type Documented<Known> = { readonly [Name in keyof Known]?: unknown };

/** Refuses options that do not exist, and functions. */
export type OnlyKnown<Options, Known> = NoFunction &
  Documented<Known> & {
    readonly [Name in Exclude<keyof Options, keyof Known>]: NoSuchOption<Name, keyof Known>;
  };

/** What the compiler shows where a decorator that is a factory stands without its brackets. */
export interface WriteItWithBrackets {
  readonly 'warmscope: this decorator is a factory, write it with brackets': never;
}

/** What the compiler shows where a class has no member of a name. */
export interface NoSuchMember<Name, Members> {
  readonly 'warmscope: there is no such member': { readonly name: Name; readonly members: Members };
}

/** The class that a target is or gives. */
export type PlaceOf<Target> = Target extends Class
  ? Target
  : Target extends () => infer Place
    ? Place
    : never;

/** Nothing for the name of a member of a class or of its instances. */
export type Known<Place, Name> =
  IsMemberAt<Place, Name> extends true ? unknown : NoSuchMember<Name, MembersIn<Place>>;

/** What `@Invalidates` and `@Updates` may be given first: a member of the same class, or another class. */
export type TargetAt<This> = Offered<MembersIn<This>> | symbol | (() => Class);

/** Nothing where a target is no name, or that of a member of the same class. */
export type KnownOwn<Target, This> = Target extends string ? Known<This, Target> : unknown;

/** The class or instance that a standard decorator's member belongs to. */
export type ThisOf<Context> = Context extends { readonly access: { get(object: infer This): unknown } }
  ? This
  : unknown;

/** Nothing in the context of a method or getter. */
type OnMember<Context> = Context extends { readonly kind: 'method' | 'getter' }
  ? unknown
  : OnlyOnMethodsAndGetters;

/** Nothing in the context of a method. */
export type OnMethod<Context> = Context extends { readonly kind: 'method' } ? unknown : OnlyOnMethods;

type FitsMember<Options, This, Member> = Member extends AnyMethod
  ? Fits<Options, CachedOptionsOf<This, Member>>
  : unknown;

/** Of a property's value: a method, or what a getter gives. */
type FitsProperty<Options, This, Value> = [Value] extends [never]
  ? unknown
  : [Value] extends [AnyMethod]
    ? Fits<Options, CachedOptionsOf<This, Value>>
    : Fits<Options, CachedOptions<This, [], Awaited<Value>>>;

/**
 * A decorator for methods and getters, static or not, in both dialects; it leaves the member's type as it is.
 * Each dialect has one signature, as the compiler tells of several only why the last does not fit.
 */
export interface CachedDecorator<Options> {
  <Member, Context>(
    member: Member & FitsMember<Options, ThisOf<Context>, Member>,
    context: Context & OnMember<Context>,
  ): void;
  <This extends object, Value>(
    target: This,
    key: string | symbol,
    descriptor: TypedPropertyDescriptor<Value> & FitsProperty<Options, This, Value>,
  ): void;
}

/**
 * What follows the target of `@Invalidates`: options, behind the name of a member where the target is a
 * class.
 */
export type AfterTarget<Target, Name, Options> = Target extends () => unknown
  ? [name: Name & Known<PlaceOf<Target>, Name>, options?: Options & OnlyKnown<Options, InvalidatesOptions>]
  : [options?: Options & OnlyKnown<Options, InvalidatesOptions>];

/** A decorator for mutating methods, in both dialects. */
export interface InvalidatesDecorator<Options> {
  <Member, Context>(
    member: Member & FitsMutator<Options, ThisOf<Context>, Member>,
    context: Context & OnMethod<Context>,
  ): void;
  <This extends object, M extends AnyMethod>(
    target: This,
    key: string | symbol,
    descriptor: TypedPropertyDescriptor<M> & Fits<Options, MutatorOptions<This, M>>,
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
    ? InvalidatesTagsOptions<HintedThis<First, Second>, Parameters<M>>
    : InvalidatesTagsOptions
>;

/** What `@Invalidates` may be given on a method of this shape. */
type MutatorOptions<This, M extends AnyMethod> = InvalidatesOptions<
  This,
  Parameters<M>,
  Awaited<ReturnType<M>>
> &
  Partial<InvalidatesTagsOptions<This, Parameters<M>>>;

/** Nothing where the functions take the mutating method's arguments. */
type FitsMutator<Options, This, Member> = Member extends AnyMethod
  ? Fits<Options, MutatorOptions<This, Member>>
  : unknown;
