import type { IncomingMessage, ServerResponse } from 'node:http';
import type { ExecutionContext } from '@nestjs/common';
import type { AbstractHttpAdapter, HttpAdapterHost } from '@nestjs/core';
import type { OpenInvocation } from '../handlers/open-invocation.js';
import type { RunningInvocation } from '../invocation/invocation.js';
import type { Container } from '../registry/container.js';
import { lifecycle } from '../registry/lifecycle.js';
import { Requests } from '../web/requests.js';
import type { WarmscopeRequestOptions } from './options.js';
import { enclosing } from './within-invocation.js';

/** What stands for a message of Node's server, as Fastify's requests and replies do. */
interface Wrapped<Message> {
  readonly raw: Message;
}

type RequestHook = (
  request: Wrapped<IncomingMessage>,
  reply: Wrapped<ServerResponse>,
  done: () => void,
) => unknown;

/** What is used of Fastify's adapter: its request hook is the first to run, before Nest's middleware. */
interface FastifyAdapter {
  onRequestHook?: RequestHook;
  setOnRequestHook(hook: RequestHook): void;
}

/** Makes each HTTP request of an application one invocation, from its beginning to its response's close. */
export class HttpEntry {
  readonly #requests: Requests;

  constructor(
    private readonly options: WarmscopeRequestOptions,
    private readonly container: Container,
  ) {
    // Within an event, a request has the id and the time of that.
    const outer = (): RunningInvocation | undefined => lifecycle.of(container).invocations.active;
    const inherited = { id: () => outer()?.id, deadline: () => outer()?.deadline };
    this.#requests = new Requests(inherited, 'WarmscopeModule', container);
  }

  /** Has every request pass through here before anything else that the application does with it. */
  listen(host: HttpAdapterHost): void {
    // In a test the application's adapter is known only when its providers have long been built.
    host.init$.subscribe(() => this.#attach(host.httpAdapter));
  }

  /** The invocation of the request that an execution context is about. */
  of(context: ExecutionContext): OpenInvocation | undefined {
    if (context.getType() !== 'http') return undefined;
    const response = Object(context.switchToHttp().getResponse()) as ServerResponse &
      Partial<Wrapped<ServerResponse>>;
    return this.#requests.find(response.raw ?? response);
  }

  #attach(adapter: AbstractHttpAdapter | null | undefined): void {
    if (adapter === null || adapter === undefined) return;
    if (adapter.getType() === 'fastify') this.#hook(adapter as unknown as FastifyAdapter);
    else
      adapter.use((incoming: IncomingMessage, outgoing: ServerResponse, next: () => void) =>
        this.#enter(incoming, outgoing, () => next()),
      );
  }

  #hook(adapter: FastifyAdapter): void {
    const earlier = adapter.onRequestHook;
    adapter.setOnRequestHook((request, reply, done) =>
      this.#enter(request.raw, reply.raw, () =>
        earlier === undefined ? done() : earlier.call(adapter, request, reply, done),
      ),
    );
  }

  /** Goes on within the invocation of a request: a new one, unless it is part of one that is there. */
  #enter(incoming: IncomingMessage, outgoing: ServerResponse, next: () => unknown): void {
    const isPart = enclosing(outgoing, this.options, this.container) !== undefined;
    const invocation = isPart ? undefined : this.#requests.openExchange(incoming, { incoming, outgoing });
    const goOn = (): void => void (invocation === undefined ? next() : invocation.enter(next));
    if (invocation?.preparation === undefined) goOn();
    else void invocation.preparation.then(goOn);
  }
}
