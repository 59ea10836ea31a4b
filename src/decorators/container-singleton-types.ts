import type { Class, SingletonClassOptions, SingletonOptions, Unchecked } from '../options.js';
import type { OnlyKnown, OptionsDoNotFit } from './cached-types.js';

/** Nothing where the options fit the class: its tokens the constructor's parameters, its disposal the instance. */
type FitsClass<Options, C extends Class> = [Options] extends [SingletonClassOptions<InstanceType<C>, ConstructorParameters<C>>]
  ? unknown
  : OptionsDoNotFit<Options, SingletonClassOptions<InstanceType<C>, ConstructorParameters<C>>>;

/** Nothing where the options fit a client that a member gives. */
type FitsClient<Options, Client> = [Options] extends [SingletonOptions<Awaited<Client>>]
  ? unknown
  : OptionsDoNotFit<Options, SingletonOptions<Awaited<Client>>>;

/** A method without parameters that builds a client. */
type Maker<This, Client> = (this: This) => Client;

/** A decorator for classes and for getters and methods without parameters, in both dialects. */
export interface SingletonDecorator<Options> {
  <This, Client>(
    method: Maker<This, Client> & FitsClient<Options, Client>,
    context: ClassMethodDecoratorContext<This, Maker<This, Client>> | ClassGetterDecoratorContext<This, Client>,
  ): void;
  <Client>(target: object, key: string | symbol, descriptor: TypedPropertyDescriptor<() => Client> & FitsClient<Options, Client>): void;
  <Client>(target: object, key: string | symbol, descriptor: TypedPropertyDescriptor<Client> & FitsLegacyGetter<Options, Client>): void;
  <C extends Class>(target: C & FitsClass<Options, C>, context?: ClassDecoratorContext<Unchecked>): void;
}

/** A method is not to be taken for a getter of a function. */
type FitsLegacyGetter<Options, Client> = Client extends (...args: never[]) => unknown ? never : FitsClient<Options, Client>;

/** Called with options, it gives the decorator. */
export type SingletonDecoratorFactory = <const Options extends SingletonClassOptions = object>(
  options?: Options & OnlyKnown<Options, SingletonClassOptions>,
) => SingletonDecorator<Options>;
