import type { ExternalContextCreator } from '@nestjs/core';
import { OpenInvocation } from '../handlers/open-invocation.js';
import type { Container } from '../registry/container.js';
import { lifecycle } from '../registry/lifecycle.js';
import type { WarmscopeRequestOptions } from './options.js';
import { enclosing, withinInvocation } from './within-invocation.js';

type Call = (...args: unknown[]) => unknown;

/** The part of Nest's creator that is used: it makes what others call into a handler with guards. */
interface Creator {
  create(...parts: unknown[]): Call;
}

/** Where `create` is told which of a handler's enhancers Nest calls, and what calls it. */
const ENHANCERS = 7;
const TYPE = 8;

/** Where a resolver of GraphQL gets the context of its operation, which all resolvers of that share. */
const OPERATION = 2;

/** What identifies the calls that invocations were opened for, or belong to first. */
const guests = new WeakSet<object>();

/**
 * Makes each call of what is neither a request nor a message (resolvers of GraphQL, consumers of queues) part
 * of the invocation of its request, or of the event that it is for; else one of its own, guards included.
 */
export function wrapExternalCalls(
  creator: ExternalContextCreator,
  options: WarmscopeRequestOptions,
  container: Container,
): void {
  const { create } = creator as unknown as Creator;
  (creator as unknown as Creator).create = (...parts) => {
    const handler = create.apply(creator, parts);
    const isBare = (parts[ENHANCERS] as { interceptors?: boolean } | undefined)?.interceptors === false;
    return (...args) => {
      const run = (): unknown => handler(...args);
      const { active } = lifecycle.of(container).invocations;
      // What has no interceptors is a field of a result, which is part of whatever gives that.
      if (active === undefined && isBare) return run();
      const guest = guestOf(parts[TYPE], args);
      if (active !== undefined && isPart(active.guest, guest, options, container)) return run();
      const invocation = new OpenInvocation(container, { id: active?.id, deadline: active?.deadline });
      invocation.belongTo(guest);
      return withinInvocation(invocation, run);
    };
  };
}

/** What identifies the event that a call is for. */
function guestOf(type: unknown, args: unknown[]): object {
  const operation = type === 'graphql' ? args[OPERATION] : undefined;
  const guest = typeof operation === 'object' && operation !== null ? operation : args;
  guests.add(guest);
  return guest;
}

/** True for a call in an invocation that is for a request or message, or for the same event. */
function isPart(
  host: object | undefined,
  guest: object,
  options: WarmscopeRequestOptions,
  container: Container,
): boolean {
  const isOfRequest = host !== undefined && !guests.has(host);
  return isOfRequest || enclosing(guest, options, container) !== undefined;
}
