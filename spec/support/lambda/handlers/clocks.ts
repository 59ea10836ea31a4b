import type { Clocks } from '../answers.js';

const TTL_MS = 60_000;
const startedByMonotonicClock = performance.now();
const startedByWallClock = Date.now();

/** Reports the container's clocks, and whether an entry with a ttl of 60 s, made at the start, is fresh by either. No warmscope. */
export function handler(_event: unknown, context: { getRemainingTimeInMillis(): number }): Promise<Clocks> {
  return Promise.resolve({
    dateNow: Date.now(),
    newDate: new Date().toISOString(),
    performanceNow: performance.now(),
    hrtime: Number(process.hrtime.bigint()) / 1e6,
    uptime: process.uptime() * 1000,
    freshByMonotonicClock: performance.now() - startedByMonotonicClock < TTL_MS,
    freshByWallClock: Date.now() - startedByWallClock < TTL_MS,
    remaining: context.getRemainingTimeInMillis(),
  });
}
