import type { Served } from '../../answers.js';
import { askOrigin } from '../ask-origin.js';

const TTL_MS = 60_000;
let entry: { value: string; expiresAt: number } | undefined;
/** The refresh that runs, if one does. */
export let refreshing: Promise<void> | undefined;

/** Stale-while-revalidate as one writes it by hand: nothing is known of freezes. No warmscope. */
export async function read(): Promise<Served> {
  const startedAt = performance.now();
  if (!entry) await load();
  else if (Date.now() >= entry.expiresAt) refreshing ??= load();
  return { value: entry?.value ?? 'nothing', servedMs: performance.now() - startedAt };
}

async function load(): Promise<void> {
  const value = await askOrigin('report');
  entry = { value, expiresAt: Date.now() + TTL_MS };
  refreshing = undefined;
}
