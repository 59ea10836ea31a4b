import { createHandler, registry, runInvocation } from 'warmscope';
import { KeyedSingleton } from 'warmscope/keyed';
import { printIfMain } from '../support/outcome.js';
import { Pool } from './database.js';
import { MOST_POOLS, type OrderEvent, type Service, serve } from './tenants.js';

/** An event with where the database is, which a real function has in its environment. */
interface Request extends OrderEvent {
  readonly port: number;
}

class Orders {
  /** A pool for each tenant: at most 20 are kept, each is ended once no running invocation has it. */
  @KeyedSingleton({ key: (tenant: string) => tenant, max: MOST_POOLS, maxIdle: '10m' })
  pool(tenant: string, port: number): Pool {
    return new Pool(port, tenant);
  }

  async handle({ tenant, order, port }: Request): Promise<string> {
    return await this.pool(tenant, port).query(order);
  }
}

const orders = new Orders();

/** The function as Lambda calls it. */
export const handler = createHandler(Orders);

/** The function as any other host calls it. */
const answer = (event: OrderEvent, port: number) => runInvocation({}, () => orders.handle({ ...event, port }));

export const underRunInvocation: Service = { answer, close: () => registry.dispose() };

export const underCreateHandler: Service = {
  answer: (event, port) => handler({ ...event, port }, {}),
  close: () => registry.dispose(),
};

export const run = () => serve(underRunInvocation);

await printIfMain(import.meta.url, run);
