import type { ModulesContainer } from '@nestjs/core';
import { OpenInvocation } from '../handlers/open-invocation.js';
import type { Container } from '../registry/container.js';
import { lifecycle } from '../registry/lifecycle.js';
import type { RequestScope } from './request-scope.js';
import { enclosing, withinInvocation } from './within-invocation.js';

/** The part of a microservice's server that is used: it is told of every handler of messages. */
interface MessageServer {
  addHandler?(pattern: unknown, handler: MessageHandler, ...rest: unknown[]): unknown;
}

type MessageHandler = (...message: unknown[]) => unknown;

/**
 * Makes each message that a handler of the application is called for one invocation: guards, interceptors,
 * pipes and exception filters included, until the last answer is out.
 */
export function wrapMessageHandlers(
  modules: ModulesContainer,
  scope: RequestScope,
  container: Container,
): void {
  modules.getRpcTargetRegistry<MessageServer>().subscribe((server) => {
    const { addHandler } = server;
    if (typeof addHandler !== 'function') return;
    server.addHandler = (pattern, handler, ...rest) =>
      addHandler.call(server, pattern, inInvocations(handler, scope, container), ...rest);
  });
}

/** A handler that does the same, each time in an invocation of its own, unless it is part of one there. */
function inInvocations(handler: MessageHandler, scope: RequestScope, container: Container): MessageHandler {
  // Nest keeps notes on the handler, which it looks for on the original: both are one object but for calls.
  return new Proxy(handler, {
    apply: (original, self, message: unknown[]) => {
      const run = (): unknown => Reflect.apply(original, self, message);
      if (enclosing(message, scope.options, container) !== undefined) return run();
      const { active } = lifecycle.of(container).invocations;
      const invocation = new OpenInvocation(container, { id: active?.id, deadline: active?.deadline });
      invocation.belongTo(message);
      return withinInvocation(invocation, () => scope.around(message, run));
    },
  });
}
