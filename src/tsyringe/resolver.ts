import { type DependencyContainer, injectable } from 'tsyringe';
import { messageOf } from '../cache/hostile-values.js';
import { ResolutionError } from '../errors.js';
import type { AnyToken, Class } from '../options.js';
import type { TokenResolver } from '../registry/token-resolver.js';
import { checkInjectable, isConstructible } from './injectable-check.js';

/** What the resolver needs of the registry. */
interface SingletonSource {
  isKnown(token: AnyToken): boolean;
  resolve(token: Class): unknown;
}

type Constructor = new (...args: never[]) => unknown;

/** What each container has been given, as connecting it again must not register it again. */
const adopted = new WeakMap<DependencyContainer, WeakSet<Class>>();

/** tsyringe behind the registry. */
export function tsyringeResolver(container: DependencyContainer, registry: SingletonSource): TokenResolver {
  const isOurs = (token: unknown): boolean => registry.isKnown(token as AnyToken);
  const refuseSilentDefaults = (target: Class): void =>
    checkInjectable(target, (token) => isOurs(token) || container.isRegistered(token as Constructor, true));
  // A class is built under a token of its own: asking for the class would only come back to the registry.
  const builderTokens = new WeakMap<Class, symbol>();
  const builderToken = (target: Class): symbol => {
    const token = builderTokens.get(target) ?? Symbol(target.name);
    builderTokens.set(target, token);
    if (!container.isRegistered(token)) container.register(token, { useClass: target as Constructor });
    return token;
  };
  return {
    canResolve: (token) => container.isRegistered(token as Constructor, true) || isConstructible(token),
    resolve(token) {
      if (typeof token === 'function' && !container.isRegistered(token as Constructor, true)) refuseSilentDefaults(token as Class);
      return explained(token, () => container.resolve(token as Constructor));
    },
    construct(target) {
      injectable()(target as Constructor);
      refuseSilentDefaults(target);
      return explained(target, () => container.resolve(builderToken(target)));
    },
    adopt(target) {
      const ours = adopted.get(container) ?? new WeakSet();
      if (ours.has(target) && container.isRegistered(target as Constructor)) return;
      adopted.set(container, ours.add(target));
      container.register(target as Constructor, { useFactory: () => registry.resolve(target) });
    },
  };
}

const REMEDY =
  "Name the tokens: @ContainerSingleton({ inject: [...] }), where inject: [] keeps the constructor's defaults, or @inject(Token) on the parameter.";

/** How the messages of tsyringe's own errors begin. */
const FROM_TSYRINGE = /^(TypeInfo not known|Cannot inject the dependency|Attempted to )/;

/** What tsyringe itself complains of becomes a ResolutionError; what a constructor throws stays as it is. */
function explained<T>(token: AnyToken, resolve: () => T): T {
  try {
    return resolve();
  } catch (cause) {
    if (!FROM_TSYRINGE.test(messageOf(cause))) throw cause;
    const name = typeof token === 'function' ? token.name : String(token);
    throw new ResolutionError(`tsyringe cannot resolve ${name}: ${messageOf(cause)}\n${REMEDY}`, { cause });
  }
}
