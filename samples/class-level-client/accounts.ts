import { withBucket } from '../support/bucket.js';
import type { Outcome } from '../support/outcome.js';
import type { S3Tally } from '../support/s3-tally.js';

/** A customer's balance, as stored in the bucket. */
export interface Account {
  readonly customer: string;
  readonly balance: number;
}

/** The service of this sample. */
export interface Accounts {
  balance(customer: string): Promise<number>;
}

export const BUCKET = 'accounts';

const ACCOUNTS: readonly Account[] = [
  { customer: 'ann', balance: 120 },
  { customer: 'ben', balance: 75 },
];

/** Reads what a client needs before it is built: this function stands in for a parameter store. */
export async function loadSettings(): Promise<{ region: string }> {
  await new Promise((resolve) => setImmediate(resolve));
  return { region: 'eu-central-1' };
}

/** Asks for two customers at once, as one page does, each with a service object of its own; then for one of them again. */
export function askForBalances(makeService: () => Accounts, tally: S3Tally): Promise<Outcome> {
  const objects = Object.fromEntries(ACCOUNTS.map((account) => [account.customer, account]));
  return withBucket(BUCKET, objects, async () => {
    const answers = await Promise.all([makeService().balance('ann'), makeService().balance('ben')]);
    answers.push(await makeService().balance('ann'));
    return { answers, costs: { 'clients built': tally.built, 'requests to S3': tally.requests } };
  });
}
