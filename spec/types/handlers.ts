import type { Writable } from 'node:stream';
import {
  createHandler,
  createStreamHandler,
  currentInvocation,
  type HandlerOptions,
  type Invocation,
  invocationForLogs,
  runInvocation,
} from '../../src/index.js';

/** Compiled in both dialects and never run. */

interface OrderEvent {
  readonly customer: string;
}
interface LambdaContext {
  readonly awsRequestId: string;
}
class Orders {
  async handle(event: OrderEvent, context: LambdaContext): Promise<number> {
    return event.customer.length + context.awsRequestId.length;
  }
}

const asserted = <T>(value: T): T => value;

// The result keeps its type, and the tenant function knows event and context.
const handler = createHandler(Orders, { tenant: (event, { awsRequestId }) => event.customer + awsRequestId, background: 'after-response' });
asserted<(event: OrderEvent, context: LambdaContext) => Promise<number>>(handler);
asserted<(event: OrderEvent, context: unknown) => Promise<string>>(
  createHandler((event: OrderEvent) => event.customer, { background: 'drain' }),
);
createHandler((event: OrderEvent) => event, { tenant: ({ customer }) => customer });
createHandler((_event: OrderEvent) => 1, { tenant: () => undefined });
createHandler((_event: OrderEvent) => 1, { tenant: () => null });
asserted<HandlerOptions<OrderEvent>>({ tenant: (event) => event.customer });
// @ts-expect-error the event has no such property
createHandler(Orders, { tenant: (event) => event.tenant });
// @ts-expect-error a tenant is a string
createHandler(Orders, { tenant: () => 5 });
// @ts-expect-error a tenant is known at once
createHandler(Orders, { tenant: async () => 't' });
// @ts-expect-error no such way
createHandler(Orders, { background: 'later' });
// @ts-expect-error no such option
createHandler(Orders, { timeout: 5 });

class Rows {
  handle(event: OrderEvent, responseStream: Writable, context: LambdaContext): void {
    responseStream.end(event.customer + context.awsRequestId);
  }
}
asserted<(event: OrderEvent, stream: Writable, context: LambdaContext) => Promise<void>>(createStreamHandler(Rows));
createStreamHandler((event: OrderEvent, responseStream: Writable) => void responseStream.end(event.customer), {
  tenant: ({ customer }) => customer,
});
// @ts-expect-error the client has its response before background work in any case
createStreamHandler(Rows, { background: 'after-response' });
// @ts-expect-error the event has no such property
createStreamHandler(Rows, { tenant: (event) => event.tenant });

asserted<Promise<number>>(runInvocation({ id: 'r', tenantId: 't', deadline: 5 }, async () => 1));
asserted<Promise<string>>(runInvocation({ tenantId: undefined }, () => 'sync'));
// @ts-expect-error a deadline is epoch milliseconds
runInvocation({ deadline: '5s' }, () => 1);
// @ts-expect-error the work is missing
runInvocation({});

asserted<Invocation | undefined>(currentInvocation());
asserted<string | undefined>(currentInvocation()?.tenantId);
asserted<number | undefined>(currentInvocation()?.remainingMs());
asserted<Invocation | undefined>(invocationForLogs());
const invocation = currentInvocation();
// @ts-expect-error it cannot be changed
if (invocation !== undefined) invocation.tenantId = 'other';
