import { InvalidTargetError } from '../errors.js';
import type { AnyToken, Unchecked } from '../options.js';
import type { Container } from '../registry/container.js';
import { singletons } from '../registry/singletons.js';
import { registerClass } from '../singletons/construction.js';
import { isClass } from '../util/naming.js';

/** What the user's code does with an event; a class's `handle` is bound to its instance. */
export type Handle = (...args: readonly unknown[]) => unknown;

/** The function that takes a handler's target, and its parameters, for messages. */
interface Taker {
  readonly caller: string;
  readonly parameters: string;
}

type AnyHandlerClass = abstract new (...args: Unchecked) => object;

/**
 * Builds what a handler class needs now, in the init phase; gives what finds its `handle` (or the function
 * itself) at each event.
 */
export function prepareTarget(target: unknown, taker: Taker, container: Container): () => Handle {
  if (!isHandlerClass(target, container)) return () => target as Handle;
  const part = singletons.of(container);
  if (!part.isKnown(target)) registerClass(target, {}, part);
  const { failures } = part.directory;
  let find = (): Handle => handleOf(part.resolve(target) as object, target, taker);
  try {
    find();
  } catch (error) {
    // The failure of an eager singleton it needs is left to the first invocation.
    if (part.directory.failures === failures) throw error;
    const again = find;
    find = () => {
      find = again;
      throw error;
    };
  }
  return () => find();
}

/** The name of a handler's class or function, for messages; throws InvalidTargetError for what is neither. */
export function targetName(target: unknown, { caller }: Taker): string {
  if (typeof target === 'function') return `${caller}(${target.name || 'anonymous'})`;
  throw new InvalidTargetError(
    `${caller} takes a handler class or a function; received ${target === null ? 'null' : typeof target}.`,
  );
}

function isHandlerClass(target: unknown, container: Container): target is AnyHandlerClass {
  return isClass(target) || singletons.in(container)?.isKnown(target as AnyToken) === true;
}

function handleOf(instance: object, target: AnyHandlerClass, { caller, parameters }: Taker): Handle {
  const own: unknown = Reflect.get(instance, 'handle');
  const handle: unknown = typeof own === 'function' ? own : Reflect.get(instance, 'handler');
  if (typeof handle !== 'function')
    throw new InvalidTargetError(
      `${caller}(${target.name}): the class has no method handle(${parameters}), nor handler(${parameters}).`,
    );
  return (...args) => handle.apply(instance, args);
}
