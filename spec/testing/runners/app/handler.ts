import { Cached, ContainerSingleton, createHandler, currentInvocation } from 'warmscope';
import { Clients, calls, Storage, secret } from './storage.js';

@ContainerSingleton({ inject: [Storage] })
export class Reports {
  readonly #clients = new Clients();
  readonly #storage: Storage;

  constructor(storage: Storage) {
    this.#storage = storage;
  }

  @Cached({ ttl: '5m', staleWhileRevalidate: '1h', timeout: '2s' })
  async report(user: string): Promise<string> {
    return this.#storage.read(user);
  }

  @Cached({ scope: 'tenant', ttl: '5m' })
  async plan(): Promise<string> {
    const tenant = currentInvocation()?.tenantId ?? 'nobody';
    calls.push(`plan of ${tenant}`);
    return (await this.#clients.pool(tenant)).query();
  }

  async handle(event: { user: string }): Promise<string[]> {
    const [report, plan] = await Promise.all([this.report(event.user), this.plan()]);
    return [report, plan, Clients.queue.send('it'), await secret()];
  }
}

export const handler = createHandler(Reports);
