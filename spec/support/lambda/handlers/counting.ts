import { Cached, ContainerSingleton, createHandler, registry } from 'warmscope';
import type { Counts } from '../answers.js';

let clients = 0;

@ContainerSingleton
class Client {
  readonly number = ++clients;
}

@ContainerSingleton({ inject: [Client] })
class Reports {
  private loads = 0;

  constructor(readonly client: Client) {}

  @Cached({ key: (user: string) => user, ttl: '60s', name: 'report' })
  async report(user: string): Promise<string> {
    this.loads += 1;
    const load = this.loads;
    await new Promise((resolve) => setTimeout(resolve, 5));
    return `${user} #${load}`;
  }
}

@ContainerSingleton({ inject: [Reports, Client] })
class CountingHandler {
  constructor(
    private readonly reports: Reports,
    private readonly client: Client,
  ) {}

  async handle({ users }: { users: readonly string[] }, _context: object): Promise<Counts> {
    if (this.reports.client !== this.client) throw new Error('There are two clients.');
    const values = await Promise.all(users.map((user) => this.reports.report(user)));
    const { caches, container } = registry.stats();
    const cache = caches.find(({ name }) => name === 'report');
    if (!cache) throw new Error('The registry does not know the cache.');
    const { loads, hits, joins, expirations } = cache;
    const { invocations, coldStart } = container;
    return { values, clients, loads, hits, joins, expirations, invocations, coldStart, handlerLength: handler.length };
  }
}

export const handler = createHandler(CountingHandler);
