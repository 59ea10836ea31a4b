import type { AnyToken } from '../options.js';

/** Why nothing can be resolved for a token, and what to write instead. */
export function unresolvable(token: AnyToken, isConnected: boolean): string {
  if (token === undefined || token === null)
    return (
      `${token} is no token. Often a circular import is to blame: of two modules that import each other, ` +
      'one is read too early. Write () => TheClass in `inject`, or @inject(delay(() => TheClass)) on a ' +
      'parameter that tsyringe injects.'
    );
  const isFunction = typeof token === 'function';
  const name = typeof token === 'string' ? `'${token}'` : String(isFunction ? token.name : token);
  const problem = isFunction
    ? `${name || 'an anonymous function'} is no container singleton: decorate it with @ContainerSingleton, or`
    : `The token ${name} means nothing to the registry:`;
  const remedy = isConnected
    ? `register it in a connected DI container, as in container.register(${name}, { ... }) of tsyringe`
    : "import 'warmscope/tsyringe' or call registry.connect({ has, resolve }) if a DI container knows it";
  return `${problem} ${remedy}.`;
}
