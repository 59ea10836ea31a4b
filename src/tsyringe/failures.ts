import { ResolutionError } from '../errors.js';
import type { AnyToken } from '../options.js';
import { propertyOf } from '../util/untrusted.js';

/** How the messages of tsyringe's own errors begin. */
const FROM_TSYRINGE = /^(TypeInfo not known|Cannot inject the dependency|Attempted to )/;

/** What to do about an error of tsyringe's, by what its innermost message says. */
const REMEDIES: readonly (readonly [cause: RegExp, remedy: string])[] = [
  [
    /Attempted to construct an undefined constructor/,
    'Two modules import each other, so the class was not there yet (a circular import). ' +
      'Write @inject(delay(() => TheClass)) on the parameter, or inject: [() => TheClass].',
  ],
  [
    /Attempted to resolve unregistered dependency token: "(.*)"/,
    'Register it before it is asked for, as in container.register(token, { useValue: ... }), in the ' +
      'container that is connected.',
  ],
  [
    /TypeInfo not known/,
    "Name the tokens: @ContainerSingleton({ inject: [...] }), where inject: [] keeps the constructor's " +
      'defaults, or @inject(Token) on the parameter.',
  ],
];

/** What tsyringe itself complains of becomes a ResolutionError; what a constructor throws stays as it is. */
export function explained<T>(token: AnyToken, resolve: () => T): T {
  try {
    return resolve();
  } catch (cause) {
    const message = String(propertyOf(Object(cause), 'message'));
    if (!FROM_TSYRINGE.test(message)) throw cause;
    const remedy = REMEDIES.find(([pattern]) => pattern.test(message))?.[1];
    const advice = remedy === undefined ? '' : `\n${remedy}`;
    throw new ResolutionError(`tsyringe cannot resolve ${nameOf(token)}: ${message}${advice}`, { cause });
  }
}

/** What a token is called in messages. */
export function nameOf(token: AnyToken): string {
  return typeof token === 'function' ? token.name : String(token);
}
