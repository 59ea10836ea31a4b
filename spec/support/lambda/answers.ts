/** The answers of the handlers under test. */

export interface Clocks {
  readonly dateNow: number;
  readonly newDate: string;
  readonly performanceNow: number;
  readonly hrtime: number;
  readonly uptime: number;
  readonly freshByMonotonicClock: boolean;
  readonly freshByWallClock: boolean;
  readonly remaining: number;
}

export interface Counts {
  /** What the cached method gave for each user asked for: its name and the number of the load. */
  readonly values: readonly string[];
  /** How often the client was built. */
  readonly clients: number;
  readonly loads: number;
  readonly hits: number;
  readonly joins: number;
  readonly expirations: number;
  readonly invocations: number;
  readonly coldStart: boolean;
  readonly handlerLength: number;
}

export interface Rejections {
  /** What the callers of the failing methods got. */
  readonly outcomes: readonly string[];
  /** What reached the process' unhandledRejection event so far. */
  readonly unhandled: readonly string[];
}
