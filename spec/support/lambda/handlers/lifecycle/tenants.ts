import { setTimeout as sleep } from 'node:timers/promises';
import { threadId } from 'node:worker_threads';
import { Cached, ContainerSingleton, cacheOf, createHandler, currentInvocation, registry } from 'warmscope';
import type { Scoped } from '../../answers.js';

interface Context {
  readonly awsRequestId: string;
  readonly tenantId?: string;
  getRemainingTimeInMillis(): number;
}

let running = 0;

const aWhile = (): Promise<void> => sleep(5 + Math.random() * 20);

@ContainerSingleton
class Profiles {
  @Cached({ key: (topic: string) => topic, scope: 'tenant', max: 10_000, name: 'profile' })
  async profile(topic: string): Promise<string> {
    const tenant = currentInvocation()?.tenantId;
    await aWhile();
    return `${topic} of ${tenant}`;
  }

  @Cached({ scope: 'invocation', name: 'request' })
  async request(): Promise<unknown> {
    await aWhile();
    return currentInvocation()?.id;
  }
}

@ContainerSingleton({ inject: [Profiles] })
class TenantsHandler {
  constructor(private readonly profiles: Profiles) {}

  async handle(_event: object, context: Context): Promise<Scoped> {
    running += 1;
    const atOnce = running;
    const before = currentInvocation();
    const deadlineOffMs = Math.abs(Number(before?.deadline) - Date.now() - context.getRemainingTimeInMillis());
    const values = await Promise.all(['mail', 'shop', 'mail'].map((topic) => this.profiles.profile(topic)));
    const inLoads = [await this.profiles.request(), await this.profiles.request()];
    await aWhile();
    const after = currentInvocation();
    running -= 1;
    const ids = [before?.id, ...inLoads, after?.id];
    const tenants = [before?.tenantId, after?.tenantId];
    return { ...this.describe(context), atOnce, values, ids, tenants, deadlineOffMs };
  }

  private describe({ awsRequestId, tenantId }: Context) {
    const { container } = registry.stats();
    const { hits, loads, joins, bypasses, size } = cacheOf(this.profiles, 'profile').stats();
    const cache = { hits, loads, joins, bypasses, size };
    return { requestId: awsRequestId, tenantId, threadId, thread: container.thread, containerId: container.id, cache };
  }
}

export const handler = createHandler(TenantsHandler);
