import { S3Client } from '@aws-sdk/client-s3';
import { printIfMain } from '../support/outcome.js';
import { readObject } from '../support/read-object.js';
import { S3Tally } from '../support/s3-tally.js';
import { type Account, type Accounts, askForBalances, BUCKET, loadSettings } from './accounts.js';

export const tally = new S3Tally();

export class S3Accounts implements Accounts {
  /** One client for all instances, built at first use. */
  private static client: S3Client | undefined;

  private static async s3(): Promise<S3Client> {
    if (S3Accounts.client === undefined) {
      const { region } = await loadSettings();
      S3Accounts.client = tally.watch(new S3Client({ region, forcePathStyle: true }));
    }
    return S3Accounts.client;
  }

  async balance(customer: string): Promise<number> {
    const s3 = await S3Accounts.s3();
    return (await readObject<Account>(s3, BUCKET, customer)).balance;
  }
}

export const run = () => askForBalances(() => new S3Accounts(), tally);

await printIfMain(import.meta.url, run);
