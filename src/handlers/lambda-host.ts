import { factsOfContext } from '../hosts/lambda-context.js';
import type { HostEvent, InvocationDescription, RunningInvocation } from '../invocation/invocation.js';
import type { Container } from '../registry/container.js';
import { lifecycle } from '../registry/lifecycle.js';
import { disposeOnLambdasTermination } from '../registry/termination.js';
import type { Ending } from './lifecycle.js';
import { type TenantOf, tenantBy } from './tenant.js';

/** The checked options of whoever answers Lambda's events. */
export interface HostOptions {
  readonly tenant?: TenantOf;
  readonly background?: 'drain' | 'after-response';
}

/** One event of Lambda, as an invocation. */
export interface LambdaEvent {
  readonly description: InvocationDescription;
  readonly ending: Ending;
  readonly event: HostEvent;
  /** True where whoever answers says itself whom an event is for. */
  readonly tellsTenant: boolean;
}

/**
 * Has the container live as Lambda's do; for whoever answers its events, at the end of the init phase. Gives
 * what reads an event; `place` names whose options they are.
 */
export function lambdaHost(
  { tenant, background }: HostOptions,
  by: HostEvent['by'],
  place: string,
  container: Container,
): (event: unknown, context: unknown, source?: object) => LambdaEvent {
  const { extension, life } = lifecycle.of(container);
  const isAfterResponse = background === 'after-response';
  if (isAfterResponse) extension.start();
  disposeOnLambdasTermination(container);
  life.noteInit();
  return (event, context, source = {}) => {
    const { requestId, tenantId, deadline } = factsOfContext(context, container.clock);
    const tenantOfEvent =
      tenant === undefined ? tenantId : tenantBy(tenant, [event, context], place, container);
    return {
      description: { id: requestId, tenantId: tenantOfEvent, deadline },
      ending: { requestId, isAfterResponse },
      event: { by, context, requestId, source },
      tellsTenant: tenant !== undefined || tenantId !== undefined,
    };
  };
}

/**
 * The invocation that was begun for the same event already, around the present code: it is told the tenant,
 * where it has none. A batch whose parts are handled with the context of the whole looks the same, but its
 * parts have tenants of their own.
 */
export function invocationOf(
  { event: { by, context, requestId, source }, description: { tenantId }, tellsTenant }: LambdaEvent,
  container: Container,
): RunningInvocation | undefined {
  const { active } = lifecycle.of(container).invocations;
  const outer = active?.event;
  if (active === undefined || outer === undefined) return undefined;
  const isSame =
    by === outer.by ? by === 'middleware' && context === outer.context : requestId === outer.requestId;
  const isPart = isSame && (!tellsTenant || active.admits(source, tenantId));
  if (source !== outer.source && !isPart) return undefined;
  if (tenantId !== undefined) active.findTenant ??= () => tenantId;
  return active;
}
