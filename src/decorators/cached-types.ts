import type { CachedOptions } from '../features/features.js';
import type { AnyMethod } from '../options.js';
import type { OnlyOnMethods, OnlyOnMethodsAndGetters, OptionDoesNotFit } from './complaints.js';
import type { Fits } from './fitting.js';
import type { HintedMember, HintedThis, Typed } from './hints.js';

/** The options that a method of this shape takes. */
export type CachedOptionsOf<This, M extends AnyMethod> = CachedOptions<
  This,
  Parameters<M>,
  Awaited<ReturnType<M>>
>;

/** Nothing, unless the option `shared` is given to what gives no promise. */
export type FitsShared<Options, Result> = Options extends { readonly shared: string | object }
  ? Result extends PromiseLike<unknown>
    ? unknown
    : OptionDoesNotFit<'shared', Options['shared'], 'a method that gives promises'>
  : unknown;

/** The options that a plain function of this shape takes, `Shared` being the one of that name. */
export type FunctionOptions<F extends AnyMethod, Shared> = CachedOptionsOf<ThisParameterType<F>, F> & {
  readonly shared?: SharedOn<F, Shared>;
};

/** Anything for what gives promises, as far as is known; nothing that is there for what does not. */
type SharedOn<F extends AnyMethod, Shared> = [F] extends [(...args: never[]) => PromiseLike<unknown>]
  ? unknown
  : unknown extends ReturnType<F>
    ? unknown
    : Shared & (undefined extends Shared ? unknown : FitsShared<{ shared: Shared }, ReturnType<F>>);

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
  ? Fits<Options, CachedOptionsOf<This, Member>, CachedOptions> & FitsShared<Options, ReturnType<Member>>
  : unknown;

/** Nothing where the options fit a property's value: a method, or what a getter gives. */
type FitsProperty<Options, This, Value> = [Value] extends [never]
  ? unknown
  : [Value] extends [AnyMethod]
    ? Fits<Options, CachedOptionsOf<This, Value>, CachedOptions> & FitsShared<Options, ReturnType<Value>>
    : Fits<Options, CachedOptions<This, [], Awaited<Value>>, CachedOptions> & FitsShared<Options, never[]>;

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
