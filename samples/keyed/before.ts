import { printIfMain } from '../support/outcome.js';
import { Pool } from './database.js';
import { type OrderEvent, type Service, serve } from './tenants.js';

/** One pool for each tenant that was ever seen: it grows as long as the container lives, and nobody closes them. */
const pools = new Map<string, Pool>();

function poolOf(tenant: string, port: number): Pool {
  const pool = pools.get(tenant) ?? new Pool(port, tenant);
  pools.set(tenant, pool);
  return pool;
}

const service: Service = {
  answer: async ({ tenant, order }: OrderEvent, port) => await poolOf(tenant, port).query(order),
  // Lambda freezes and ends containers without a word; this is what most code does about it.
  close: async () => undefined,
};

export const run = () => serve(service).finally(() => pools.clear());

await printIfMain(import.meta.url, run);
