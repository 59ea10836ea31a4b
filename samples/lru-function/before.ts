import { printIfMain } from '../support/outcome.js';
import { askForRates, MOST_RATES, RateSource } from './rate-source.js';

export const source = new RateSource();

/** A function that remembers its most recently used results; a Map keeps the order in which its keys were set. */
export function lru<Args extends unknown[], Result>(fn: (...args: Args) => Result, max: number): (...args: Args) => Result {
  const results = new Map<string, Result>();
  return (...args) => {
    const key = JSON.stringify(args);
    const isKnown = results.has(key);
    const result = isKnown ? (results.get(key) as Result) : fn(...args);
    results.delete(key);
    results.set(key, result);
    const [oldest] = results.keys();
    if (results.size > max && oldest !== undefined) results.delete(oldest);
    return result;
  };
}

export const rate = lru(async function rate(currency: string): Promise<number> {
  return source.load(currency);
}, MOST_RATES);

export const run = () => askForRates(rate, source);

await printIfMain(import.meta.url, run);
