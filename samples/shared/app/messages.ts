import type { Report } from '../../container/app/report.js';

/** What the function is asked for: reports, or to add an order to a user's month. */
export type FleetEvent =
  | { readonly requests: readonly { readonly user: string; readonly month: string }[] }
  | { readonly addOrder: { readonly user: string; readonly month: string; readonly amount: number } };

export interface FleetAnswer {
  readonly reports: readonly Report[];
  /** How many reports this container has computed from S3 since it started. */
  readonly computed: number;
}
