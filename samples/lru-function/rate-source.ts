import type { Outcome } from '../support/outcome.js';

const RATES: Readonly<Record<string, number>> = { EUR: 1, USD: 1.16, GBP: 0.88, CHF: 0.94 };

/** Where exchange rates come from; counts how often it was asked, and may be down. */
export class RateSource {
  loads = 0;
  isDown = false;

  async load(currency: string): Promise<number> {
    this.loads++;
    if (this.isDown) throw new Error('The source of rates is down.');
    return RATES[currency] ?? Number.NaN;
  }
}

/** How many rates are kept. */
export const MOST_RATES = 2;

/** Asks for three currencies where two are kept: the dollar is the least recently used when the pound comes. */
export async function askForRates(rate: (currency: string) => Promise<number>, source: RateSource): Promise<Outcome> {
  const answers: number[] = [];
  for (const currency of ['EUR', 'USD', 'EUR', 'GBP', 'EUR', 'USD']) answers.push(await rate(currency));
  return { answers, costs: { 'rates loaded': source.loads } };
}
