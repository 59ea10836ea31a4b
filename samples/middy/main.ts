import type { Context } from 'aws-lambda';
import { registry } from 'warmscope';
import { type Outcome, printIfMain } from '../support/outcome.js';
import { type ApiEvent, handler } from './handler.js';

const TENANTS = ['ann', 'bert', 'claire', 'dominic', 'elisabeth'];

/** A context as Lambda's, as far as the handler reads it. */
const context = (awsRequestId: string): Context =>
  ({ awsRequestId, getRemainingTimeInMillis: () => 3_000, functionName: 'plans' }) as Context;

/** Five tenants at once, as on a Lambda Managed Instance; some of their events fail, some are answered by a middleware. */
export async function run(): Promise<Outcome> {
  const before = registry.stats().container.invocations;
  let count = 0;
  const ask = async (tenant: string, path: string): Promise<{ statusCode: number; body: string }> => {
    const event: ApiEvent = { path, headers: { 'x-tenant': tenant } };
    return (await handler(event, context(`request-${++count}`))) as { statusCode: number; body: string };
  };
  const all = TENANTS.flatMap((tenant) =>
    ['/plan', '/health', '/broken', '/plan'].map(async (path) => {
      const { statusCode, body } = await ask(tenant, path);
      if (path === '/plan') return JSON.parse(body).plan === `plan of ${tenant}`;
      return path === '/health' ? body === 'healthy' : statusCode === 500 && body === `failed for ${tenant}`;
    }),
  );
  const right = (await Promise.all(all)).filter(Boolean).length;
  const { loads } = JSON.parse((await ask('ann', '/plan')).body) as { loads: number };
  const invocations = registry.stats().container.invocations - before;
  return { answers: [`${right} of ${all.length} answers were right`], costs: { loads, invocations } };
}

await printIfMain(import.meta.url, run);
