import { eagerSingletons } from '../handlers/eager.js';
import { type HostOptions, invocationOf, lambdaHost } from '../handlers/lambda-host.js';
import { OpenInvocation } from '../handlers/open-invocation.js';
import { type Body, bodyOf, readWithin } from '../handlers/response-body.js';
import { handlesOneAtATime } from '../hosts/lambda-extension.js';
import { container } from '../registry/global.js';
import { singletons } from '../registry/singletons.js';
import { checkedOptions, HANDLER_CHECKS } from '../util/checks.js';
import { propertyOf } from '../util/untrusted.js';
import { follow, standInFor } from './middy-request.js';
import type { ContainerScope, ContainerScopeOptions, MiddyRequest } from './scope-types.js';

/** What messages call it. */
const PLACE = 'containerScope';

/**
 * A middleware for middy 6 and 7 that makes each event one invocation, as `createHandler` does: what comes
 * after it, the handler and all other middlewares included, belongs to it, and background work is waited for
 * before the answer. Use it first. Beside `createHandler` an event is still one invocation. Throws
 * InvalidOptionError.
 * @example
 * export const handler = middy()
 *   .use(containerScope({ tenant: (event: Order) => event.customer }))
 *   .handler(async (event: Order) => await orders.place(event));
 */
export function containerScope<Event = unknown, Context = unknown>(
  options: ContainerScopeOptions<Event, Context> = {},
): ContainerScope<Event, Context> {
  const checked = checkedOptions(options as HostOptions, HANDLER_CHECKS, PLACE);
  void singletons.in(container)?.directory.prepare();
  const scope = new Scope(lambdaHost(checked, 'middleware', PLACE, container));
  const opening = {
    before: (request: MiddyRequest) => scope.begin(request),
    after: (request: MiddyRequest) => scope.after(request),
    onError: (request: MiddyRequest) => scope.fail(request),
  };
  // Middy awaits the first one, so that the second runs apart from whoever called the handler.
  const entering = { before: (request: MiddyRequest) => scope.enter(request) };
  return Object.assign([opening, entering], opening) as ContainerScope<Event, Context>;
}

/** The invocations of one handler of middy's. */
class Scope {
  readonly #byRequest = new WeakMap<MiddyRequest, OpenInvocation>();
  /** Invocations that have not ended, where only one can be at work. */
  readonly #open = new Set<OpenInvocation>();

  constructor(private readonly read: ReturnType<typeof lambdaHost>) {}

  async begin(request: MiddyRequest): Promise<void> {
    const isAlone = handlesOneAtATime();
    // Earlier events have had their answers before this one could come.
    if (isAlone) this.#abandonAll();
    const told = this.read(request.event, request.context, standInFor(request));
    const { description, ending, event } = told;
    const outer = invocationOf(told, container);
    if (outer !== undefined) {
      outer.event = event;
      return eagerSingletons(container);
    }
    const invocation = new OpenInvocation(container, description, ending, event);
    this.#byRequest.set(request, invocation);
    if (isAlone) this.#open.add(invocation);
    follow(request, {
      proceeds: () => invocation.stay(),
      isAnswered: () => void this.#end(invocation),
    });
    await invocation.preparation;
    await invocation.enter(() => eagerSingletons(container));
  }

  /** Makes the rest of middy's run part of the invocation. */
  enter(request: MiddyRequest): void {
    this.#byRequest.get(request)?.stay();
  }

  /** Ends an invocation before its answer, or where that is a stream when it has been read. */
  async after(request: MiddyRequest): Promise<void> {
    const invocation = this.#byRequest.get(request);
    if (invocation === undefined) return;
    const { response } = request;
    const read = (body: Body): Body => readWithin(body, invocation.enter, () => this.#end(invocation));
    const whole = bodyOf(response);
    const part = whole === undefined ? bodyOf(propertyOf(Object(response), 'body')) : undefined;
    if (whole !== undefined) request.response = read(whole);
    else if (part !== undefined) request.response = { ...(response as object), body: read(part) };
    else await this.#end(invocation);
  }

  async fail(request: MiddyRequest): Promise<void> {
    const invocation = this.#byRequest.get(request);
    if (invocation === undefined) return;
    invocation.noteFailure();
    await this.#end(invocation);
  }

  async #end(invocation: OpenInvocation): Promise<void> {
    await invocation.end();
    this.#open.delete(invocation);
  }

  #abandonAll(): void {
    for (const invocation of this.#open) invocation.abandon();
    this.#open.clear();
  }
}
