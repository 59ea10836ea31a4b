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

/** What a handler of handlers/lifecycle/reports.ts gives. */
export interface Refreshed extends Served {
  readonly staleHits: number;
  readonly loads: number;
  readonly loadErrors: number;
  readonly thaws: number;
}

/** What handlers/lifecycle/tenants.ts gives: what it read, and what warmscope said of the invocation meanwhile. */
export interface Scoped extends TenantAnswer {
  readonly requestId: string;
  /** `currentInvocation()`'s id and tenant, asked before, in and after the loads. */
  readonly ids: readonly unknown[];
  readonly tenants: readonly unknown[];
  /** How far its deadline is from the one that the context tells, in milliseconds. */
  readonly deadlineOffMs: number;
  /** `stats().container.thread` and its id. */
  readonly thread: unknown;
  readonly containerId: unknown;
  readonly cache: {
    readonly hits: number;
    readonly loads: number;
    readonly joins: number;
    readonly bypasses: number;
    readonly size: number;
  };
}

/** What handlers/lifecycle/clients.ts gives. */
export interface Clients {
  /** The numbers of the clients: how many were built of that kind before it, itself included. */
  readonly aged: number;
  readonly validated: number;
  readonly dependent: number;
  /** The number of the client that the dependent one was built with. */
  readonly dependsOn: number;
  /** The numbers of the aged clients that were disposed so far. */
  readonly disposed: readonly number[];
  /** Whether the aged client was usable until the invocation's end. */
  readonly usable: boolean;
  readonly thaws: number;
  readonly invocations: number;
  readonly entries: number;
  readonly expirations: number;
}
