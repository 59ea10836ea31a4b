import { registry } from 'warmscope';
import type { Outcome } from '../support/outcome.js';
import { database, type PriceList, shop } from './shop.js';
import type { Site } from './site.js';

const TENANTS = ['ann', 'bert', 'claire', 'dominic', 'elisabeth'];
const REQUESTS_EACH = 4;

/** Five tenants ask at once; some of their requests fail, and some clients go away before there is an answer. */
export async function visit(site: Site): Promise<Outcome> {
  const before = { queries: database().queries, invocations: registry.stats().container.invocations };
  const ask = (tenant: string, path: string, signal?: AbortSignal): Promise<Response> =>
    fetch(site.url + path, { headers: { 'x-tenant': tenant }, ...(signal && { signal }) });
  const leave = new AbortController();
  const allWait = shop.waiting + TENANTS.length;
  try {
    const leaving = TENANTS.map((tenant) => ask(tenant, '/never', leave.signal).catch(() => 'gone'));
    const broken = TENANTS.map(async (tenant) => (await ask(tenant, '/broken')).status);
    const lists = TENANTS.flatMap((tenant) =>
      Array.from({ length: REQUESTS_EACH }, async () => ((await (await ask(tenant, '/prices')).json()) as PriceList).tenant === tenant),
    );
    while (shop.waiting < allWait) await new Promise((done) => setImmediate(done));
    leave.abort();
    const [right, failed, gone] = await Promise.all([Promise.all(lists), Promise.all(broken), Promise.all(leaving)]);
    const answers = [
      `${right.filter(Boolean).length} of ${right.length} price lists were of the tenant who asked`,
      `${failed.filter((status) => status === 500).length} of ${failed.length} broken requests got a 500`,
      `${gone.filter((outcome) => outcome === 'gone').length} of ${gone.length} clients went away`,
    ];
    const costs = {
      queries: database().queries - before.queries,
      invocations: registry.stats().container.invocations - before.invocations,
    };
    return { answers, costs };
  } finally {
    await site.stop();
    await registry.dispose();
  }
}
