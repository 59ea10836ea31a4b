import type { Unchecked } from '../options.js';
import type { Container } from '../registry/container.js';
import { singletons } from '../registry/singletons.js';
import { type Checks, checkedOptions, HANDLER_CHECKS } from '../util/checks.js';
import { eagerSingletons } from './eager.js';
import { type Handle, prepareTarget, targetName } from './handler-target.js';
import { type HostOptions, invocationOf, lambdaHost } from './lambda-host.js';
import { perform } from './lifecycle.js';

/**
 * A class whose instances handle events with a method `handle`, or with `handler` as Powertools'
 * LambdaInterface has it.
 */
export type HandlerClass<Event = Unchecked, Context = Unchecked, Result = unknown> = abstract new (
  ...args: Unchecked
) => { handle(event: Event, context: Context): Result } | { handler(event: Event, context: Context): Result };

/** The function that a host such as AWS Lambda calls: two parameters, always a promise. */
export type Handler<Event, Context, Result> = (event: Event, context: Context) => Promise<Awaited<Result>>;

/** The function that makes a handler, and its parameters, for messages and checks: `createHandler` is one. */
export interface HandlerMaker {
  readonly caller: string;
  readonly parameters: string;
  readonly checks: Checks;
}

/** Has `work` call a handler's target as the invocation that the host's context describes. */
type Invoke = (event: unknown, context: unknown, work: (handle: Handle) => unknown) => Promise<unknown>;

const MAKER = { caller: 'createHandler', parameters: 'event, context', checks: HANDLER_CHECKS };

/** The handler of a class or function. */
export function handlerOf(
  target: unknown,
  options: object,
  container: Container,
): Handler<unknown, unknown, unknown> {
  const invoke = prepareHandler(target, options, MAKER, container);
  return (event, context) => invoke(event, context, (handle) => handle(event, context));
}

/** Builds what a handler needs now, in the init phase; gives what makes each call one invocation. */
export function prepareHandler(
  target: unknown,
  options: object,
  maker: HandlerMaker,
  container: Container,
): Invoke {
  const place = targetName(target, maker);
  const checked = checkedOptions<HostOptions>(options, maker.checks, place);
  void singletons.in(container)?.directory.prepare();
  const findHandle = prepareTarget(target, maker, container);
  const read = lambdaHost(checked, 'handler', place, container);
  return (given, context, work) => {
    const told = read(given, context);
    const { description, ending, event } = told;
    const whole = async (): Promise<unknown> => {
      await eagerSingletons(container);
      return work(findHandle());
    };
    const outer = invocationOf(told, container);
    if (outer === undefined) return perform(container, description, whole, ending, event);
    return whole();
  };
}
