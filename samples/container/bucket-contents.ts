import { BUCKETS, type Order, type Ticket, type Visit } from './app/report.js';
import type { S3Server } from './s3-server.js';

const USERS = ['alice', 'bob', 'carol'];
const MONTHS = ['2026-10', '2026-11'];

/** Creates the buckets and every user's objects of every month: the same in every run. */
export async function fillBuckets(s3: S3Server): Promise<void> {
  await Promise.all(Object.values(BUCKETS).map((bucket) => s3.createBucket(bucket)));
  for (const [userNumber, user] of USERS.entries()) {
    for (const [monthNumber, month] of MONTHS.entries()) {
      const key = `${user}/${month}.json`;
      const size = 20 + 5 * userNumber + 3 * monthNumber;
      await s3.put(BUCKETS.orders, key, orders(size));
      await s3.put(BUCKETS.visits, key, visits(size));
      await s3.put(BUCKETS.tickets, key, tickets(size));
    }
  }
}

/** Gives a user one more order, as another system would while our containers sleep. */
export async function addOrder(s3: S3Server, user: string, month: string): Promise<void> {
  const size = 20 + 5 * USERS.indexOf(user) + 3 * MONTHS.indexOf(month);
  await s3.put(BUCKETS.orders, `${user}/${month}.json`, [...orders(size), { amount: 1000 }]);
}

function orders(size: number): Order[] {
  return Array.from({ length: size }, (_, index) => ({ amount: 10 + (index % 7) }));
}

function visits(size: number): Visit[] {
  return Array.from({ length: size * 3 }, (_, index) => ({ page: ['/home', '/shop', '/shop', '/help'][index % 4] as string }));
}

function tickets(size: number): Ticket[] {
  return Array.from({ length: size }, (_, index) => ({ open: index % 3 === 0 }));
}
