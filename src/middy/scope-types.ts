import type { HandlerOptions } from '../handlers/create-handler.js';

/** The options of `containerScope`, which are those of `createHandler`. Every one is optional. */
export type ContainerScopeOptions<Event = unknown, Context = unknown> = HandlerOptions<Event, Context>;

/** What middy hands to its middlewares, as far as it matters here. */
export interface MiddyRequest<Event = unknown, Context = unknown> {
  event: Event;
  context: Context;
  response: unknown;
  error: unknown;
}

/** A middleware for middy's `use`. */
export interface ScopeMiddleware<Event = unknown, Context = unknown> {
  /** Begins the invocation. */
  before(request: MiddyRequest<Event, Context>): Promise<void>;
  /** Ends it when its background work is done, or, where the answer is a stream, when that has been read. */
  after(request: MiddyRequest<Event, Context>): Promise<void>;
  /** Ends one that has failed; the error stays middy's. */
  onError(request: MiddyRequest<Event, Context>): Promise<void>;
}

/**
 * What `containerScope` gives: the two middlewares that middy is to use in turn, and itself a middleware, for
 * a list of several.
 */
export interface ContainerScope<Event = unknown, Context = unknown>
  extends Array<Partial<ScopeMiddleware<Event, Context>>>,
    ScopeMiddleware<Event, Context> {}
