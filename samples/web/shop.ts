import { Cached, containerSingleton, currentInvocation } from 'warmscope';

/** A price list, as a tenant's database has it. */
export interface PriceList {
  readonly tenant: string;
  readonly prices: Readonly<Record<string, number>>;
}

/** A connection that all requests share. */
class Database {
  queries = 0;

  async pricesOf(tenant: string): Promise<PriceList> {
    this.queries++;
    await new Promise((done) => setImmediate(done));
    return { tenant, prices: { tea: tenant.length, cake: tenant.length * 2 } };
  }
}

/** The connection of the process: built by the first request, disposed with the process. */
export const database = containerSingleton(() => new Database());

class Shop {
  /** Requests that wait for what never comes. */
  waiting = 0;

  /** The price list of whoever asks: each tenant has its own, and no tenant sees another's. */
  @Cached({ scope: 'tenant', ttl: '5m' })
  async prices(): Promise<PriceList> {
    return await database().pricesOf(currentInvocation()?.tenantId ?? 'nobody');
  }

  /** What a path answers; some of it fails, some never comes. */
  async answer(path: string): Promise<PriceList> {
    if (path === '/broken') throw new Error('no such price list');
    if (path === '/never') {
      this.waiting++;
      await new Promise(() => undefined);
    }
    return await this.prices();
  }
}

export const shop = new Shop();
