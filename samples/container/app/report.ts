import type { S3Client } from '@aws-sdk/client-s3';
import { readJson } from './s3-client.js';

/** The buckets that a report is made of. Each holds one object per user and month: `<user>/<month>.json`. */
export const BUCKETS = { orders: 'orders', visits: 'visits', tickets: 'tickets' } as const;

export interface Order {
  readonly amount: number;
}

export interface Visit {
  readonly page: string;
}

export interface Ticket {
  readonly open: boolean;
}

/** A user's month, summed up from three buckets. */
export interface Report {
  readonly user: string;
  readonly month: string;
  readonly orders: number;
  readonly revenue: number;
  readonly mostVisitedPage: string;
  readonly openTickets: number;
}

/** Reads a user's objects of a month and sums them up: the work that is worth caching. */
export async function computeReport(s3: S3Client, user: string, month: string): Promise<Report> {
  const key = `${user}/${month}.json`;
  const [orders, visits, tickets] = await Promise.all([
    readJson<readonly Order[]>(s3, BUCKETS.orders, key),
    readJson<readonly Visit[]>(s3, BUCKETS.visits, key),
    readJson<readonly Ticket[]>(s3, BUCKETS.tickets, key),
  ]);
  return {
    user,
    month,
    orders: orders.length,
    revenue: orders.reduce((sum, order) => sum + order.amount, 0),
    mostVisitedPage: mostFrequent(visits.map((visit) => visit.page)),
    openTickets: tickets.filter((ticket) => ticket.open).length,
  };
}

function mostFrequent(pages: readonly string[]): string {
  const counts = new Map<string, number>();
  for (const page of pages) counts.set(page, (counts.get(page) ?? 0) + 1);
  return [...counts].sort(([, a], [, b]) => b - a)[0]?.[0] ?? '';
}
