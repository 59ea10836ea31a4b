import { InvalidOptionError, ResolutionError } from '../errors.js';
import { isClass } from '../naming.js';
import type { AnyToken, Class, Token } from '../options.js';
import { requiredParameters } from './constructor-parameters.js';

/** What builds classes: whoever resolves tokens, and a DI container where there is one. */
export interface Builder {
  isKnown(token: AnyToken): boolean;
  resolve(token: AnyToken): unknown;
  /** Builds through a DI container, boxed; undefined where there is none. */
  constructByResolver(target: Class): { readonly instance: unknown } | undefined;
}

/** Refuses tokens that leave a constructor parameter without one. */
export function checkTokenCount(target: Class, inject: readonly unknown[] | undefined): void {
  const required = requiredParameters(target);
  if (inject === undefined || inject.length >= required) return;
  throw new InvalidOptionError(
    `Invalid option "inject" of @ContainerSingleton on ${target.name}: received ${inject.length} tokens; valid is one for each of the constructor's ${required} parameters.`,
  );
}

/** A new instance of a class, its parameters resolved: by `inject`, else by the DI container behind the registry. */
export function construct(target: Class, inject: readonly Token[] | undefined, builder: Builder): unknown {
  if (inject !== undefined)
    return Reflect.construct(
      target as never,
      inject.map((token) => resolveToken(token, builder)),
    );
  const built = builder.constructByResolver(target);
  if (built !== undefined) return built.instance;
  const required = requiredParameters(target);
  if (required === 0) return Reflect.construct(target as never, []);
  throw new ResolutionError(
    `${target.name} cannot be built: its constructor takes ${required} parameter${required === 1 ? '' : 's'} and nothing says what to pass. ` +
      "Name the tokens: @ContainerSingleton({ inject: [Storage] }); or import 'warmscope/tsyringe'.",
  );
}

/** A token's instance; a function that is no singleton's reader and no class is a forward reference: `() => TheClass`. */
function resolveToken(token: Token, builder: Builder): unknown {
  const isReference = typeof token === 'function' && !builder.isKnown(token as AnyToken) && !isClass(token);
  return builder.resolve(isReference ? (token as () => AnyToken)() : (token as AnyToken));
}
