import type { RegistryStats } from 'warmscope';
import type { Report } from './report.js';

/** The event of the sample functions: asks for one or several reports at once. */
export interface ReportsEvent {
  readonly requests: readonly { readonly user: string; readonly month: string }[];
}

/** What the container counted since it started, and its clocks in milliseconds: they show what a freeze did. */
export interface Telemetry {
  readonly s3Clients: number;
  readonly loads: number;
  readonly hits: number;
  readonly joins: number;
  readonly expirations: number;
  readonly evictions: number;
  readonly wallClock: number;
  readonly monotonicClock: number;
}

/** The reports, in the order of the requests, and the container's telemetry. */
export interface ReportsAnswer {
  readonly reports: readonly Report[];
  readonly telemetry: Telemetry;
  /** The registry's statistics, where there is a registry. */
  readonly registry?: RegistryStats;
}
