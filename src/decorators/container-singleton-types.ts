import type { AnyMethod, Class, SingletonClassOptions, SingletonOptions, Unchecked } from '../options.js';
import type { Fits, Sensible } from './fitting.js';
import type { Hint, HintedMember, Typed } from './hints.js';

/** What the compiler shows where `@ContainerSingleton` stands on something that it cannot build once. */
export interface OnlyOnClassesAndMembersWithoutParameters {
  readonly 'warmscope: this decorator goes on classes, and on getters and methods without parameters': never;
}

/**
 * Nothing where the options fit the class: its tokens the constructor's parameters, its disposal the
 * instance.
 */
type FitsClass<Options, C extends Class> = Fits<
  Options,
  SingletonClassOptions<InstanceType<C>, ConstructorParameters<C>>,
  SingletonClassOptions
>;

/** Nothing where the options fit a client that a member gives. */
type FitsClient<Options, Client> = Fits<Options, SingletonOptions<Awaited<Client>>, SingletonClassOptions>;

/** Nothing where the options fit the client that a method gives; refuses a method with parameters. */
type FitsMaker<Options, M extends AnyMethod> = M extends (this: Unchecked) => infer Client
  ? FitsClient<Options, Client>
  : OnlyOnClassesAndMembersWithoutParameters;

/** Nothing where the options fit a property's value: a method, or the client that a getter gives. */
type FitsProperty<Options, Value> = [Value] extends [never]
  ? unknown
  : [Value] extends [AnyMethod]
    ? FitsMaker<Options, Value>
    : FitsClient<Options, Value>;

/** Nothing where the options fit whatever a standard decorator is on. */
type FitsTarget<Options, Target> = Target extends Class
  ? FitsClass<Options, Target>
  : Target extends AnyMethod
    ? FitsMaker<Options, Target>
    : unknown;

/** Nothing in the context of a class, method or getter. */
type OnTarget<Context> = Context extends { readonly kind: 'class' | 'method' | 'getter' }
  ? unknown
  : OnlyOnClassesAndMembersWithoutParameters;

/**
 * A decorator for classes and for getters and methods without parameters, in both dialects. The order decides
 * what the compiler shows.
 */
export interface SingletonDecorator<Options> {
  <C extends Class>(target: C & FitsClass<Options, C>): Unchecked;
  <Target, Context>(target: Target & FitsTarget<Options, Target>, context: Context & OnTarget<Context>): void;
  <Value>(
    target: object,
    key: string | symbol,
    descriptor: TypedPropertyDescriptor<Value> & FitsProperty<Options, Value>,
  ): void;
}

/** The options of `@ContainerSingleton` where it stands: functions take its instance or its client. */
export type SingletonClassOptionsAt<First, Third> = Typed<SingletonOptionsFor<HintedMember<First, Third>>>;

type SingletonOptionsFor<Target> = unknown extends Target
  ? SingletonClassOptions
  : [Target] extends [never]
    ? SingletonClassOptions
    : [Target] extends [Class]
      ? SingletonClassOptions<InstanceType<Target>, ConstructorParameters<Target>>
      : [Target] extends [AnyMethod]
        ? SingletonClassOptions<Awaited<ReturnType<Target>>>
        : SingletonClassOptions<Awaited<Target>>;

/** The form that is called with options, and gives the decorator. */
export type SingletonDecoratorFactory = <
  First,
  Second,
  Third,
  const Options extends SingletonClassOptionsAt<First, Third>,
>(
  options?: Options & Sensible<Options, SingletonClassOptions>,
) => SingletonDecorator<Options> & Hint<First, Second, Third>;
