import middy7 from '@middy/core';
import type { Context } from 'aws-lambda';
import middy6 from 'middy6';
import { createHandler } from '../../src/index.js';
import { type ContainerScopeOptions, containerScope } from '../../src/middy/index.js';

/** Compiled in both dialects and never run. */

interface Order {
  readonly customer: string;
}

const asserted = <T>(value: T): T => value;
const place = async (order: Order, context: Context): Promise<number> => order.customer.length + context.awsRequestId.length;

// The event keeps its type through the chain, in both majors.
const seventh = middy7<Order, number>().use(containerScope()).handler(place);
const sixth = middy6<Order, number>().use(containerScope()).handler(place);
asserted<(event: Order, context: Context) => unknown>(seventh);
asserted<(event: Order, context: Context) => unknown>(sixth);
middy7(place).use(containerScope({ tenant: (order: Order) => order.customer, background: 'after-response' }));
middy6(place).use(containerScope({ tenant: (order: Order, context: Context) => order.customer + context.awsRequestId }));
middy7(place).use([containerScope()]);
middy6(place).use([containerScope()]);
middy7(createHandler(place)).use(containerScope());
middy7()
  .use(containerScope({ tenant: (order: Order) => order.customer }))
  .handler(async (order) => asserted<string>(order.customer));
asserted<ContainerScopeOptions<Order>>({ tenant: ({ customer }) => customer });
// @ts-expect-error a tenant is a string
containerScope({ tenant: (order: Order) => order.customer.length });
// @ts-expect-error no such option
containerScope({ timeout: 5 });
// @ts-expect-error the event has no such property
containerScope<Order>({ tenant: (order) => order.tenant });
