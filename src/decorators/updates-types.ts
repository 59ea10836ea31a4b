import type { AnyMethod, Class, Unchecked, UpdatesOptions } from '../options.js';
import type { OnMethod, ThisOf } from './cached-types.js';
import type { Fits, Sensible } from './fitting.js';
import type { HintedMember, HintedThis, Typed } from './hints.js';
import type { OneWay } from './invalidates-types.js';
import type { Known, PlaceOf } from './target-types.js';

/** What the compiler shows where a method's result cannot be a value of the target. */
export interface ResultDoesNotFit<Given, Wanted> {
  readonly 'warmscope: the result does not fit the target': {
    readonly given: Given;
    readonly wanted: Wanted;
  };
}

/** What follows the target of `@Updates`: options, behind a member's name where the target is a class. */
export type AfterUpdated<Target, Name, Options> = Target extends () => unknown
  ? [
      name: Name & Known<PlaceOf<Target>, Name>,
      options: Options & Sensible<Options, UpdatesOptions> & OneWay<Options>,
    ]
  : [options: Options & Sensible<Options, UpdatesOptions> & OneWay<Options>];

/** A member of what a function or a class stands for: a static one, or one of its instances. */
type MemberAt<Place, Name> =
  Place extends Class<infer Instance>
    ? MemberIn<Place, Instance, Name>
    : Place extends () => infer Target
      ? Target extends Class<infer Instance>
        ? MemberIn<Target, Instance, Name>
        : unknown
      : unknown;

type MemberIn<Static, Instance, Name> = Name extends keyof Instance
  ? Instance[Name]
  : Name extends keyof Static
    ? Static[Name]
    : unknown;

/** What a method of `This` updates; unknown where TypeScript does not see it, as with private members. */
type UpdatedMember<This, Target, Name> = Target extends () => unknown
  ? MemberAt<Target, Name>
  : Target extends keyof This
    ? This[Target]
    : unknown;

/** The options of `@Updates` where it stands: its functions take what the mutating method takes. */
export type UpdatesOptionsAt<First, Second, Third> = Typed<
  HintedMember<First, Third> extends infer M extends AnyMethod
    ? UpdatesOptions<HintedThis<First, Second>, Parameters<M>, Awaited<ReturnType<M>>, Arguments>
    : UpdatesOptions<Unchecked, Unchecked, Unchecked, Arguments>
>;

/** Arguments of any number: the empty list has the compiler see a tuple in what a function gives. */
type Arguments = readonly unknown[] | readonly [];

/** Nothing where both the options and the result fit. */
type FitsUpdate<Options, This, M extends AnyMethod, Updated> = FitsResult<Awaited<ReturnType<M>>, Updated> &
  Fits<Options, UpdatesOptions<This, Parameters<M>, Awaited<ReturnType<M>>, ArgsOf<Updated>>, UpdatesOptions>;

type FitsResult<Result, Updated> = unknown extends Updated
  ? unknown
  : [Result] extends [Awaited<ResultOf<Updated>>]
    ? unknown
    : ResultDoesNotFit<Result, Awaited<ResultOf<Updated>>>;

type ArgsOf<Updated> = unknown extends Updated
  ? readonly unknown[]
  : Updated extends (...args: infer Args) => unknown
    ? Args
    : [];
type ResultOf<Updated> = Updated extends (...args: never[]) => infer Result ? Result : Updated;

type FitsMember<Options, This, Member, Target, Name> = Member extends AnyMethod
  ? FitsUpdate<Options, This, Member, UpdatedMember<This, Target, Name>>
  : unknown;

/** A decorator for mutating methods, in both dialects; it leaves the method's type as it is. */
export interface UpdatesDecorator<Target, Name, Options> {
  <Member, Context>(
    member: Member & FitsMember<Options, ThisOf<Context>, Member, Target, Name>,
    context: Context & OnMethod<Context>,
  ): void;
  <This extends object, M extends AnyMethod>(
    target: This,
    key: string | symbol,
    descriptor: TypedPropertyDescriptor<M> & FitsMember<Options, This, M, Target, Name>,
  ): void;
}
