import { cached } from 'warmscope';
import { printIfMain } from '../support/outcome.js';
import { askForRates, MOST_RATES, RateSource } from './rate-source.js';

export const source = new RateSource();

export const rate = cached(
  async function rate(currency: string): Promise<number> {
    return source.load(currency);
  },
  { max: MOST_RATES },
);

export const run = () => askForRates(rate, source);

await printIfMain(import.meta.url, run);
