import { factsOfContext } from '../hosts/lambda-context.js';
import type { Unchecked } from '../options.js';
import type { Container } from '../registry/container.js';
import { lifecycle } from '../registry/lifecycle.js';
import { singletons } from '../registry/singletons.js';
import { checkedOptions, HANDLER_CHECKS } from '../util/checks.js';
import { eagerSingletons } from './eager.js';
import { prepareTarget, targetName } from './handler-target.js';
import { type Ending, perform } from './lifecycle.js';
import { type TenantOf, tenantBy } from './tenant.js';
import { disposeOnTermination } from './termination.js';

/**
 * A class whose instances handle events with a method `handle`, or with `handler` as Powertools'
 * LambdaInterface has it.
 */
export type HandlerClass<Event = Unchecked, Context = Unchecked, Result = unknown> = abstract new (
  ...args: Unchecked
) => { handle(event: Event, context: Context): Result } | { handler(event: Event, context: Context): Result };

/** The function that a host such as AWS Lambda calls: two parameters, always a promise. */
export type Handler<Event, Context, Result> = (event: Event, context: Context) => Promise<Awaited<Result>>;

const MAKER = { caller: 'createHandler', parameters: 'event, context' };

/**
 * The handler of a class or function: what it needs is built now, each call is one invocation of the
 * container.
 */
export function handlerOf(
  target: unknown,
  options: object,
  container: Container,
): Handler<unknown, unknown, unknown> {
  const { tenant, background } = checkedOptions<CheckedOptions>(
    options,
    HANDLER_CHECKS,
    targetName(target, MAKER),
  );
  const cycle = lifecycle.of(container);
  void singletons.in(container)?.directory.prepare();
  const findHandle = prepareTarget(target, MAKER, container);
  const isAfterResponse = background === 'after-response';
  if (isAfterResponse) cycle.extension.start();
  disposeOnTermination(container);
  cycle.life.noteInit();
  return (event, context) => {
    const work = async (): Promise<unknown> => {
      await eagerSingletons(container);
      return findHandle()(event, context);
    };
    return invocationOf(event, context, work, { tenant, isAfterResponse }, container);
  };
}

interface CheckedOptions {
  readonly tenant?: TenantOf;
  readonly background?: 'drain' | 'after-response';
}

/** Runs `work` as the invocation that a host's context describes. */
export function invocationOf<T>(
  event: unknown,
  context: unknown,
  work: () => T,
  { tenant, isAfterResponse }: { tenant: TenantOf | undefined; isAfterResponse: boolean },
  container: Container,
): Promise<Awaited<T>> {
  const { requestId, tenantId, deadline } = factsOfContext(context, container.clock);
  const tenantOfEvent = tenant === undefined ? tenantId : tenantBy(tenant, event, context, container);
  const ending: Ending = { requestId, isAfterResponse };
  return perform(container, { id: requestId, tenantId: tenantOfEvent, deadline }, work, ending);
}
