import { type DependencyContainer, injectable } from 'tsyringe';
import { ResolutionError } from '../errors.js';
import type { AnyToken, Class } from '../options.js';
import type { Container } from '../registry/container.js';
import type { ConnectedContainer } from '../registry/di-containers.js';
import { requiredParameters } from '../singletons/declared-parameters.js';
import { isClass } from '../util/naming.js';
import { explained, nameOf } from './failures.js';
import { checkInjectable } from './injectable-check.js';
import { bridgeTo } from './interception.js';
import { internalsOf, setInstancesAside } from './internals.js';

type Constructor = new (...args: never[]) => unknown;

/** tsyringe behind the registry. */
export function tsyringeResolver(target: DependencyContainer, registry: Container): ConnectedContainer {
  const container = internalsOf(target);
  const bridge = bridgeTo(container, registry);
  bridge.connected.add(container);
  const has = (token: AnyToken): boolean =>
    !container.disposed && token !== undefined && container.isRegistered(token, true);
  const refuseSilentDefaults = (type: Class): void =>
    checkInjectable(
      type,
      (token) => bridge.isOurs(token) || bridge.hasStandIn(token) || has(token as AnyToken),
    );
  // A class is built under a token of its own: asking for the class would only come back to the registry.
  const builderTokens = new WeakMap<Class, symbol>();
  const builderToken = (type: Class): symbol => {
    const token = builderTokens.get(type) ?? Symbol(type.name);
    builderTokens.set(type, token);
    if (!container.isRegistered(token)) container.register(token, { useClass: type });
    return token;
  };
  return {
    has,
    // After its disposal it is the last to be asked, for the error that says so.
    builds: (token) => container.disposed || isClass(token),
    replaces: bridge.asker(container),
    setAside: () => setInstancesAside(container),
    resolve(token) {
      if (container.disposed) throw disposed(token);
      if (typeof token === 'function' && !has(token)) refuseSilentDefaults(token);
      return explained(token, () => container.resolve(token));
    },
    construct(type) {
      if (container.disposed) return constructAlone(type);
      injectable()(type as Constructor);
      refuseSilentDefaults(type);
      return bridge.commission(type, () => explained(type, () => container.resolve(builderToken(type))));
    },
  };
}

/** What can still be built after `container.dispose()`. */
function constructAlone(type: Class): unknown {
  if (requiredParameters(type) === 0) return Reflect.construct(type as never, []);
  throw disposed(type, ' Or name the tokens: @ContainerSingleton({ inject: [...] }).');
}

function disposed(token: AnyToken, remedy = ''): ResolutionError {
  return new ResolutionError(
    `${nameOf(token)} cannot be resolved: tsyringe's container has been disposed. Dispose it last, or ` +
      `connect another one with connect() of warmscope/tsyringe.${remedy}`,
  );
}
