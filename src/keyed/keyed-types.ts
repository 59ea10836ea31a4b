import type { OnMethod, ThisOf } from '../decorators/cached-types.js';
import type { Fits } from '../decorators/fitting.js';
import type { HintedMember, HintedThis, Typed } from '../decorators/hints.js';
import type { KeyOptions } from '../features/key.js';
import type { AnyMethod, SingletonOptions, Unchecked } from '../options.js';

/**
 * The options of `@KeyedSingleton` and `keyedSingleton`, `T` being the settled client; `max` is required.
 * @example
 * const options: KeyedSingletonOptions = { key: (tenant: string) => tenant, max: 20, maxIdle: '10m' };
 */
export interface KeyedSingletonOptions<
  This = Unchecked,
  Args extends readonly unknown[] = Unchecked,
  T = Unchecked,
> extends Omit<SingletonOptions<T>, 'eager'> {
  /**
   * Most clients that are kept; an integer greater than 0. The least recently used makes room for a new one,
   * and is disposed once no running invocation holds it.
   */
  readonly max: number;
  /**
   * Which calls share a client: a function of the arguments, or the token of a registered builder. Default:
   * all arguments, structurally.
   */
  readonly key?: KeyOptions<This, Args>['key'];
}

/** What the compiler shows where there is nothing to tell clients apart by. */
export interface OnlyOnMethodsWithParameters {
  readonly 'warmscope: a keyed singleton takes parameters; without, it is a @ContainerSingleton': never;
}

type IsAny<T> = 0 extends 1 & T ? true : false;

/** Nothing where a function takes arguments. */
export type TakesArguments<M extends AnyMethod> =
  IsAny<Parameters<M>> extends true
    ? unknown
    : Parameters<M> extends readonly []
      ? OnlyOnMethodsWithParameters
      : unknown;

/** The options that a function of this shape takes. */
export type KeyedOptionsOf<This, M extends AnyMethod> = KeyedSingletonOptions<
  This,
  Parameters<M>,
  Awaited<ReturnType<M>>
>;

/** The options of `@KeyedSingleton` where it stands: its functions take what the method takes. */
export type KeyedSingletonOptionsAt<First, Second, Third> = Typed<
  HintedMember<First, Third> extends infer M extends AnyMethod
    ? KeyedOptionsOf<HintedThis<First, Second>, M>
    : KeyedSingletonOptions
>;

/** Nothing where the options fit the method, and it takes arguments. */
type FitsMethod<Options, This, Member> = Member extends AnyMethod
  ? TakesArguments<Member> & Fits<Options, KeyedOptionsOf<This, Member>, KeyedSingletonOptions>
  : unknown;

/** A decorator for methods with parameters, static or not, in both dialects; it leaves the type as it is. */
export interface KeyedSingletonDecorator<Options> {
  <Member, Context>(
    member: Member & FitsMethod<Options, ThisOf<Context>, Member>,
    context: Context & OnMethod<Context>,
  ): void;
  <This extends object, M extends AnyMethod>(
    target: This,
    key: string | symbol,
    descriptor: TypedPropertyDescriptor<M> & FitsMethod<Options, This, M>,
  ): void;
}
