import { S3Client } from '@aws-sdk/client-s3';
import { ContainerSingleton } from 'warmscope';
import { printIfMain } from '../support/outcome.js';
import { readObject } from '../support/read-object.js';
import { S3Tally } from '../support/s3-tally.js';
import { type Account, type Accounts, askForBalances, BUCKET, loadSettings } from './accounts.js';

export const tally = new S3Tally();

export class S3Accounts implements Accounts {
  /** One client for all instances, built at first use, and only once if several callers ask at the same time. */
  @ContainerSingleton()
  async s3(): Promise<S3Client> {
    const { region } = await loadSettings();
    return tally.watch(new S3Client({ region, forcePathStyle: true }));
  }

  async balance(customer: string): Promise<number> {
    const s3 = await this.s3();
    return (await readObject<Account>(s3, BUCKET, customer)).balance;
  }
}

export const run = () => askForBalances(() => new S3Accounts(), tally);

await printIfMain(import.meta.url, run);
