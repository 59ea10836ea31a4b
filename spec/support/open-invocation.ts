import { AsyncResource } from 'node:async_hooks';
import { type InvocationOptions, runInvocation } from '../../src/index.js';
import { deferred, nextTurn } from './deferred.js';

/** An invocation that is open until it is told to end. */
export interface OpenInvocation {
  /** Does something as part of it. */
  run<T>(step: () => T | Promise<T>): Promise<T>;
  end(): Promise<void>;
}

const open = new Set<OpenInvocation>();

/** Begins an invocation, which may have to wait for the container first. */
export async function begin(options: InvocationOptions = {}): Promise<OpenInvocation> {
  const [begun, gate] = [deferred<AsyncResource>(), deferred()];
  const call = runInvocation(options, () => {
    begun.resolve(new AsyncResource('invocation'));
    return gate.promise;
  });
  const resource = await begun.promise;
  const invocation: OpenInvocation = {
    run: async (step) => await resource.runInAsyncScope(step),
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
