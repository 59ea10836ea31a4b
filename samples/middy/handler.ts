import middy from '@middy/core';
import { Cached, currentInvocation, registry } from 'warmscope';
import { containerScope } from 'warmscope/middy';

/** An event of an API behind API Gateway, as far as it matters here. */
export interface ApiEvent {
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly path: string;
}

class Plans {
  loads = 0;

  /** The plan of whoever asks: each tenant has its own. */
  @Cached({ scope: 'tenant', ttl: '5m' })
  async plan(): Promise<string> {
    this.loads++;
    await new Promise((done) => setImmediate(done));
    return `plan of ${currentInvocation()?.tenantId}`;
  }
}

const plans = new Plans();

export const handler = middy<ApiEvent, { statusCode: number; body: string }>()
  .use(containerScope({ tenant: ({ headers }: ApiEvent) => headers['x-tenant'] }))
  .before(({ event }) => (event.path === '/health' ? { statusCode: 200, body: 'healthy' } : undefined))
  .onError((request) => {
    request.response = { statusCode: 500, body: `failed for ${currentInvocation()?.tenantId}` };
  })
  .handler(async ({ path }) => {
    if (path === '/broken') throw new Error('no such plan');
    const plan = await plans.plan();
    const { container } = registry.stats();
    return { statusCode: 200, body: JSON.stringify({ plan, loads: plans.loads, invocations: container.invocations, id: container.id }) };
  });
