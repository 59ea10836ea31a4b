import { AsyncResource } from 'node:async_hooks';
import { perform } from '../../src/handlers/lifecycle.js';
import { containerRegistry } from '../../src/registry/global-registry.js';
import { deferred, nextTurn } from '../support/deferred.js';

/** An invocation of the container that is open until it is told to end. */
export interface OpenInvocation {
  /** Does something as part of it. */
  run<T>(step: () => T): Promise<T>;
  end(): Promise<void>;
}

const open = new Set<OpenInvocation>();

/** Does something as one invocation of the container. */
export function once<T>(work: () => T): Promise<Awaited<T>> {
  return perform(containerRegistry, {}, work);
}

/** Begins an invocation, which may have to wait for the container first. */
export async function begin(): Promise<OpenInvocation> {
  const [begun, gate] = [deferred<AsyncResource>(), deferred()];
  const call = once(() => {
    begun.resolve(new AsyncResource('invocation'));
    return gate.promise;
  });
  const resource = await begun.promise;
  const invocation: OpenInvocation = {
    run: async (step) => resource.runInAsyncScope(step),
    end: async () => {
      open.delete(invocation);
      gate.resolve();
      await call;
      await nextTurn();
    },
  };
  open.add(invocation);
  return invocation;
}

/** Ends what a spec has left open. */
export async function endAll(): Promise<void> {
  for (const invocation of open) await invocation.end();
}
