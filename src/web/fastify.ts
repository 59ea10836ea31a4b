import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';
import type { OpenInvocation } from '../handlers/open-invocation.js';
import { optionsIn } from '../util/checks.js';
import { Requests } from './requests.js';
import type { ScopeOptions } from './scope-options.js';

/** Fastify's request, as far as it matters here. */
export interface FastifyRequest {
  readonly raw: IncomingMessage;
  readonly headers: IncomingHttpHeaders;
}

/** Fastify's reply, as far as it matters here. */
export interface FastifyReply {
  readonly raw: ServerResponse;
}

type Hook = (request: FastifyRequest, reply: FastifyReply, done: () => void) => void;

/** Fastify's instance, as far as it matters here. */
export interface FastifyHost {
  addHook(name: 'onRequest' | 'preValidation', hook: Hook): unknown;
}

/** A plugin for Fastify. */
export type FastifyPlugin = (
  fastify: FastifyHost,
  options: ScopeOptions<FastifyRequest>,
  done: (error?: Error) => void,
) => void;

/**
 * A plugin for Fastify 5 that makes each request one invocation, from its first hook until its response is
 * closed, by an answer or by a client that goes away: `currentInvocation()` reads it in later hooks and in
 * handlers. It is not encapsulated: it holds for the instance that registers it, with all of its routes.
 * Background work goes on after the response, for 30 s at most. Throws InvalidOptionError.
 * @example
 * await fastify.register(fastifyScope, { tenant: (request) => tenantOf(request.headers.authorization) });
 */
export const fastifyScope: FastifyPlugin = /* @__PURE__ */ Object.assign(plugin, {
  [Symbol.for('skip-override')]: true,
  [Symbol.for('fastify.display-name')]: 'warmscope',
});

function plugin(...[fastify, options, done]: Parameters<FastifyPlugin>): void {
  try {
    addHooks(fastify, new Requests(ownOptions(options), 'fastifyScope'));
    done();
  } catch (error) {
    // Fastify would not hear of what is thrown.
    done(error as Error);
  }
}

function addHooks(fastify: FastifyHost, requests: Requests): void {
  const open = new WeakMap<FastifyRequest, OpenInvocation>();
  fastify.addHook('onRequest', (request, reply, proceed) => {
    const invocation = requests.openExchange(request, { incoming: request.raw, outgoing: reply.raw });
    if (invocation === undefined) return proceed();
    open.set(request, invocation);
    const enter = (): void => invocation.enter(proceed);
    if (invocation.preparation === undefined) enter();
    else void invocation.preparation.then(enter);
  });
  // A parser of bodies may have gone on from elsewhere.
  fastify.addHook('preValidation', (request, _reply, proceed) => {
    const invocation = open.get(request);
    if (invocation?.isOpen === true) invocation.enter(proceed);
    else proceed();
  });
}

/** The options without those that Fastify takes itself and hands on all the same. */
function ownOptions(options: object): object {
  const given = optionsIn(options, 'fastifyScope');
  return Object.fromEntries(Object.entries(given).filter(([name]) => !FASTIFYS_OWN.includes(name)));
}

const FASTIFYS_OWN = ['prefix', 'logLevel', 'logSerializers'];
