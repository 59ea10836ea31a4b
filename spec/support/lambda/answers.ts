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

export interface Served {
  readonly value: string;
  /** How long the call took inside the handler. */
  readonly servedMs: number;
}

export interface TenantAnswer {
  /** What the runtime client said whose invocation it is. */
  readonly tenantId: string | undefined;
  /** What was read for that tenant. */
  readonly values: readonly string[];
  readonly threadId: number;
  /** How many invocations this thread was running. */
  readonly atOnce: number;
}

/** What the runtime client offers to streaming handlers, as the global `awslambda`. */
export interface Streaming {
  streamifyResponse<Event>(handler: (event: Event, stream: ResponseStream, context: unknown) => Promise<void>): unknown;
}

export interface ResponseStream {
  setContentType(type: string): void;
  write(chunk: string): boolean;
  end(): void;
}
