import { isDeepStrictEqual } from 'node:util';
import type { Measurement } from './deployment.js';
import type { Expectation } from './script.js';

/** Thrown when a result of the main job is not as expected. */
export class JobFailure extends Error {
  override readonly name = 'JobFailure';
}

const COUNTED = ['s3Clients', 'loads', 'hits', 'joins', 'expirations', 'evictions'] as const;

/** Both functions must have given the same answer. */
export function checkAnswers(step: string, warmscope: Measurement, plain: Measurement): void {
  if (isDeepStrictEqual(warmscope.reports, plain.reports)) return;
  throw new JobFailure(
    `${step}: the answers differ.\n  with warmscope: ${JSON.stringify(warmscope.reports)}\n  plain: ${JSON.stringify(plain.reports)}`,
  );
}

/** The function with warmscope must have cost exactly what the script says. */
export function checkCost(step: string, measured: Measurement, expected: Expectation): void {
  expect(step, 'a cold start', measured.cold, expected.cold ?? false);
  for (const figure of COUNTED) expect(step, figure, measured.cost[figure], expected[figure] ?? 0);
}

/** The plain function builds a client for every invocation and computes every report it is asked for. */
export function checkPlainCost(step: string, measured: Measurement, requests: number, cold: boolean): void {
  expect(`${step}, plain handler`, 'a cold start', measured.cold, cold);
  expect(`${step}, plain handler`, 's3Clients', measured.cost.s3Clients, 1);
  expect(`${step}, plain handler`, 'loads', measured.cost.loads, requests);
}

/** An answer must differ from the one before to the same event exactly where the script says so. */
export function checkChange(step: string, now: Measurement, before: Measurement | undefined, expected: boolean): void {
  if (before) expect(step, 'a changed answer', !isDeepStrictEqual(now.reports, before.reports), expected);
}

/** How long a handler may take between its readings of the two clocks, on a machine that is busy. */
const BETWEEN_READINGS_MS = 5000;

/** By a freeze a container's wall clock must have moved on, and its monotonic clock must not: all else moves both. */
export function checkClocks(step: string, { cost }: Measurement, frozenSeconds: number): void {
  const frozenMs = frozenSeconds * 1000;
  const apartMs = cost.wallClock - cost.monotonicClock;
  if (Math.abs(apartMs - frozenMs) < BETWEEN_READINGS_MS) return;
  throw new JobFailure(
    `${step}: after ${frozenSeconds} s frozen, the container's wall clock moved by ${cost.wallClock} ms and its monotonic clock by ${cost.monotonicClock} ms.`,
  );
}

export function expect(step: string, what: string, measured: number | boolean, expected: number | boolean): void {
  if (measured !== expected) throw new JobFailure(`${step}: ${what}: expected ${expected}, measured ${measured}.`);
}
