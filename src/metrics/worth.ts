import type { CacheStats } from '../registry/statistics.js';
import { loadsSavedBy } from './figures.js';
import { count, dollars, milliseconds, price as perGbSecond, rounded } from './units.js';

/** Lambda's public price of a GB-second in US dollars, and what it is for. */
export const LAMBDA_PRICE = {
  usd: 0.000_016_666_7,
  of: 'Lambda, x86, us-east-1, 2025-12',
} as const;

/** By what saved time becomes money. */
export interface WorthOptions {
  /** US dollars for a GB-second. Default: Lambda's public price for x86 in us-east-1. */
  readonly price?: number | undefined;
  /** The function's memory in MB; without it there are no GB-seconds. */
  readonly memory?: number | undefined;
}

/** What caches have saved. */
export interface Worth {
  /** Milliseconds of loading that hits did not wait for. */
  readonly savedMs: number;
  /** Calls that asked a cache. */
  readonly asked: number;
  /** Calls among them that needed no load. */
  readonly loadsSaved: number;
  /** The saved time in GB-seconds, where the memory is known: at most so much, as hits may overlap. */
  readonly gbSeconds: number | undefined;
  /** The GB-seconds in US dollars. */
  readonly usd: number | undefined;
}

/** What these caches have saved together. */
export function worthOf(caches: readonly CacheStats[], { price, memory }: WorthOptions): Worth {
  const total = (figure: (cache: CacheStats) => number): number =>
    caches.reduce((sum, cache) => sum + figure(cache), 0);
  const savedMs = total((cache) => cache.savedMs);
  const loadsSaved = total(loadsSavedBy);
  const asked = loadsSaved + total(({ loads }) => loads);
  const gbSeconds = memory === undefined ? undefined : (savedMs / 1_000) * (memory / 1_024);
  const usd = gbSeconds === undefined ? undefined : gbSeconds * (price ?? LAMBDA_PRICE.usd);
  return { savedMs, asked, loadsSaved, gbSeconds, usd };
}

/**
 * What was saved in one line: time, loads of the origin, and GB-seconds and money where the memory is known.
 */
export function worthLine(worth: Worth, { price, memory }: WorthOptions): string {
  const { savedMs, asked, loadsSaved, gbSeconds, usd } = worth;
  const saved = `Saved: ${milliseconds(savedMs)} of loading, ${count(loadsSaved)} of ${count(asked)} loads`;
  if (gbSeconds === undefined || usd === undefined) return saved;
  const source = price === undefined ? ` (${LAMBDA_PRICE.of})` : '';
  const bill = `at most ${rounded(gbSeconds)} GB-s at ${count(memory ?? 0)} MB, ${dollars(usd)}`;
  return `${saved}; ${bill} at ${perGbSecond(price ?? LAMBDA_PRICE.usd)} a GB-s${source}`;
}
