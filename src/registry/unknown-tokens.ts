import type { AnyToken } from '../options.js';

/** Why nothing can be resolved for a token, and what to write instead. */
export function unresolvable(token: AnyToken, isConnected: boolean): string {
  if (token === undefined || token === null)
    return (
      `${token} is no token. Often a circular import is to blame: of two modules that import each other, ` +
      "one sees the other's class too late. " +
      'Write () => TheClass in `inject`; or, on a parameter that tsyringe injects, @inject(delay(() => ' +
      'TheClass)).'
    );
  if (typeof token === 'function')
    return (
      `${token.name || 'an anonymous function'} is no container singleton: decorate it with ` +
      '@ContainerSingleton' +
      (isConnected
        ? ', or register it in a DI container that is connected: none has it.'
        : `, or ${CONNECT} if a DI container knows it.`)
    );
  const name = typeof token === 'string' ? `'${token}'` : String(token);
  return isConnected
    ? `No DI container that is connected has anything for the token ${name}: register it before it is ` +
        `asked for, as in container.register(${example(token)}, { useValue: ... }) of tsyringe.`
    : `The token ${name} means nothing to the registry: ${CONNECT} if a DI container knows it, or inject ` +
        'a class.';
}

const CONNECT = "import 'warmscope/tsyringe', or registry.connect({ has, resolve })";

function example(token: unknown): string {
  return typeof token === 'string' ? `'${token}'` : 'token';
}
