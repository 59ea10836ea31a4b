import { PutObjectCommand } from '@aws-sdk/client-s3';
import { Cached, ContainerSingleton, Invalidates } from 'warmscope';
import { BUCKETS, computeReport, type Order, type Report } from '../../container/app/report.js';
import { readJson } from '../../container/app/s3-client.js';
import { Storage } from '../../container/app/storage.js';

let computed = 0;

/** The reports service of the container sample, and one more word: `shared`. */
@ContainerSingleton({ inject: [Storage] })
export class Reports {
  constructor(private readonly storage: Storage) {}

  @Cached({ key: (user: string, month: string) => [user, month], ttl: '5s', max: 500, name: 'Reports.report', shared: 'reports@1' })
  async report(user: string, month: string): Promise<Report> {
    computed += 1;
    return await computeReport(this.storage.s3, user, month);
  }

  @Invalidates('report', { key: (user: string, month: string) => [user, month] })
  async addOrder(user: string, month: string, amount: number): Promise<void> {
    const { s3 } = this.storage;
    const key = `${user}/${month}.json`;
    const orders = [...(await readJson<readonly Order[]>(s3, BUCKETS.orders, key)), { amount }];
    await s3.send(new PutObjectCommand({ Bucket: BUCKETS.orders, Key: key, Body: JSON.stringify(orders) }));
  }
}

export function reportsComputed(): number {
  return computed;
}
