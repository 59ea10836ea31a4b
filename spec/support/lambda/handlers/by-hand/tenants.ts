import { setTimeout as sleep } from 'node:timers/promises';
import { threadId } from 'node:worker_threads';
import type { TenantAnswer } from '../../answers.js';

let lastTenant: string | undefined;
let running = 0;

/** Keeps the tenant in a variable of the module, as one invocation at a time would allow. No warmscope. */
export async function handler(_event: unknown, { tenantId }: { tenantId?: string }): Promise<TenantAnswer> {
  lastTenant = tenantId;
  running += 1;
  const atOnce = running;
  await sleep(20 + Math.random() * 40);
  running -= 1;
  return { tenantId, values: [`of ${lastTenant}`], threadId, atOnce };
}
