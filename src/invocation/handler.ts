import { InvalidTargetError } from '../errors.js';
import { isClass } from '../naming.js';
import { checkedOptions } from '../option-checks.js';
import type { AnyToken, Unchecked } from '../options.js';
import type { ContainerRegistry } from '../registry/container-registry.js';
import { registerClass } from '../singletons/register-class.js';
import { disposeOnTermination } from './termination.js';

/** A class whose instances handle events. */
export type HandlerClass<Event = Unchecked, Context = Unchecked, Result = unknown> = abstract new (
  ...args: Unchecked
) => {
  handle(event: Event, context: Context): Result;
};

/** The function that a host such as AWS Lambda calls: two parameters, always a promise. */
export type Handler<Event, Context, Result> = (event: Event, context: Context) => Promise<Awaited<Result>>;

type Handle = (event: unknown, context: unknown) => unknown;

/** The handler of a class or function: what it needs is built now, each call is one invocation of the container. */
export function handlerOf(target: unknown, options: object, registry: ContainerRegistry): Handler<unknown, unknown, unknown> {
  if (typeof target !== 'function') {
    throw new InvalidTargetError(
      `createHandler takes a handler class or a function; received ${target === null ? 'null' : typeof target}.`,
    );
  }
  checkedOptions(options, {}, `createHandler(${target.name || 'anonymous'})`);
  const eager = registry.singletons.prepare();
  const isHandlerClass = isClass(target) || registry.isKnown(target as AnyToken);
  const findHandle = isHandlerClass ? handleOfClass(target as HandlerClass, registry) : () => target as Handle;
  disposeOnTermination(registry);
  return (event, context) =>
    registry.life.invoke(async () => {
      await eager;
      return findHandle()(event, context);
    });
}

/** Builds the instance in the init phase. The failure of an eager singleton it needs is left to the first invocation. */
function handleOfClass(target: HandlerClass, registry: ContainerRegistry): () => Handle {
  if (!registry.isKnown(target)) registerClass(target, {}, registry);
  const { failures } = registry.singletons;
  let deferred: { error: unknown } | undefined;
  try {
    handleOf(registry.resolve(target), target);
  } catch (error) {
    if (registry.singletons.failures === failures) throw error;
    deferred = { error };
  }
  return () => {
    const failure = deferred;
    deferred = undefined;
    if (failure !== undefined) throw failure.error;
    return handleOf(registry.resolve(target), target);
  };
}

function handleOf(instance: object, target: HandlerClass): Handle {
  const handle: unknown = Reflect.get(instance, 'handle');
  if (typeof handle !== 'function')
    throw new InvalidTargetError(`createHandler(${target.name}): the class has no method handle(event, context).`);
  return (event, context) => handle.call(instance, event, context);
}
