import type { AnyMethod, CachedOptions, InvalidatesOptions, Unchecked } from '../options.js';

/** What the compiler shows when an option does not fit the method it decorates. */
export interface OptionsDoNotFit<Options, Wanted> {
  readonly 'warmscope: an option does not fit the decorated method': { readonly given: Options; readonly wanted: Wanted };
}

/** The options that a method of this shape takes. */
export type CachedOptionsOf<This, M extends AnyMethod> = CachedOptions<This, Parameters<M>, Awaited<ReturnType<M>>>;

/** Nothing where the options fit the method, else what makes the compiler refuse. */
export type FitsMethod<Options, This, M extends AnyMethod> = [Options] extends [CachedOptionsOf<This, M>]
  ? unknown
  : OptionsDoNotFit<Options, CachedOptionsOf<This, M>>;

/** Nothing where the options fit the getter. */
export type FitsGetter<Options, This, Value> = [Options] extends [CachedOptions<This, [], Awaited<Value>>]
  ? unknown
  : OptionsDoNotFit<Options, CachedOptions<This, [], Awaited<Value>>>;

/** Refuses options that do not exist. */
export type OnlyKnown<Options, Known> = { readonly [Name in Exclude<keyof Options, keyof Known>]: never };

/** A decorator for methods and getters, static or not, in both dialects; it leaves the member's type as it is. */
export interface CachedDecorator<Options> {
  <This, Value>(
    getter: ((this: This) => Value) & FitsGetter<Options, NoInfer<This>, Value>,
    context: ClassGetterDecoratorContext<This, Value>,
  ): void;
  <This, M extends (this: This, ...args: Unchecked) => Unchecked>(
    method: M & FitsMethod<Options, NoInfer<This>, M>,
    context: ClassMethodDecoratorContext<This, M>,
  ): void;
  <This extends object, Value>(
    target: This,
    key: string | symbol,
    descriptor: TypedPropertyDescriptor<Value> & (Value extends AnyMethod ? never : FitsGetter<Options, NoInfer<This>, Value>),
  ): void;
  <This extends object, M extends AnyMethod>(
    target: This,
    key: string | symbol,
    descriptor: TypedPropertyDescriptor<M> & FitsMethod<Options, NoInfer<This>, M>,
  ): void;
}

/** Nothing where the key function takes the mutating method's arguments. */
type FitsMutator<Options, This, M extends AnyMethod> = [Options] extends [InvalidatesOptions<This, Parameters<M>>]
  ? unknown
  : OptionsDoNotFit<Options, InvalidatesOptions<This, Parameters<M>>>;

/** A decorator for mutating methods, in both dialects. */
export interface InvalidatesDecorator<Options> {
  <This, M extends (this: This, ...args: Unchecked) => Unchecked>(
    method: M & FitsMutator<Options, NoInfer<This>, M>,
    context: ClassMethodDecoratorContext<This, M>,
  ): void;
  <This extends object, M extends AnyMethod>(
    target: This,
    key: string | symbol,
    descriptor: TypedPropertyDescriptor<M> & FitsMutator<Options, NoInfer<This>, M>,
  ): void;
}
