import { ResolutionError } from '../errors.js';
import type { AnyToken, Class, SingletonClassOptions, Token } from '../options.js';
import { invalidOption } from '../util/invalid-option.js';
import { isClass } from '../util/naming.js';
import { nameOfThrown } from '../util/untrusted.js';
import type { SingletonHost } from './builds.js';
import { declaredParameters, requiredParameters, takesRest } from './declared-parameters.js';
import { Singleton } from './singleton.js';

/** What builds classes: whoever resolves tokens, and a DI container where there is one. */
interface Builder {
  isKnown(token: AnyToken): boolean;
  resolve(token: AnyToken): unknown;
  /** Builds through a DI container, boxed; undefined where there is none. */
  constructByResolver(target: Class): { readonly instance: unknown } | undefined;
}

/** What registering a class needs of the container. */
export interface ClassHost extends Builder, SingletonHost {
  addSingleton(singleton: Singleton, token: object): void;
}

/** Makes a class a singleton of the container: one instance, built when it is first needed. */
export function registerClass(target: Class, options: SingletonClassOptions, host: ClassHost): void {
  const label = options.name ?? (target.name || 'AnonymousClass');
  const build = (): unknown => construct(target, options.inject, host);
  host.addSingleton(new Singleton(label, build, options, host), target);
}

/** Refuses tokens that are not one for each constructor parameter. */
export function checkTokenCount(target: Class, inject: readonly unknown[] | undefined): void {
  if (inject === undefined) return;
  const required = requiredParameters(target);
  const declared = declaredParameters(target);
  if (inject.length >= required && (inject.length <= declared || !isClass(target) || takesRest(target)))
    return;
  const place = `@ContainerSingleton on ${target.name}`;
  const received = `${inject.length} token${inject.length === 1 ? '' : 's'}`;
  const count = `${declared}${required === declared ? '' : ` (${required} required)`}`;
  const valid = `one for each parameter of the constructor, which has ${count}`;
  throw invalidOption('inject', place, received, valid);
}

/** A new instance of a class, built with `inject`, else by a DI container behind the registry. */
function construct(target: Class, inject: readonly Token[] | undefined, builder: Builder): unknown {
  if (inject !== undefined)
    return Reflect.construct(
      target as never,
      inject.map((token, index) => resolveParameter(target, index, token, builder)),
    );
  const built = builder.constructByResolver(target);
  if (built !== undefined) return built.instance;
  const required = requiredParameters(target);
  if (required === 0) return Reflect.construct(target as never, []);
  throw new ResolutionError(
    `${target.name} cannot be built: its constructor takes ${required} ` +
      `parameter${required === 1 ? '' : 's'} and nothing says what to pass. ` +
      "Name the tokens: @ContainerSingleton({ inject: [Storage] }); or import 'warmscope/tsyringe', or " +
      'give registry.connect a DI container that can construct.',
  );
}

/** What a token stands for; the error of one that cannot be resolved says which parameter it is for. */
export function resolveParameter(target: Class, index: number, token: Token, builder: Builder): unknown {
  try {
    // A function that is no singleton's reader and no class is a forward reference: `() => TheClass`.
    const isReference = typeof token === 'function' && !builder.isKnown(token as AnyToken) && !isClass(token);
    return builder.resolve(isReference ? (token as () => AnyToken)() : (token as AnyToken));
  } catch (cause) {
    if (Object(cause).code !== 'ERR_WARMSCOPE_RESOLUTION') throw cause;
    throw new ResolutionError(
      `${target.name} cannot be built, because of its parameter ${index + 1} (index ${index}): ` +
        nameOfThrown(cause),
      { cause },
    );
  }
}
