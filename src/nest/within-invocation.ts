import type { OpenInvocation } from '../handlers/open-invocation.js';
import type { RunningInvocation } from '../invocation/invocation.js';
import type { Container } from '../registry/container.js';
import { lifecycle } from '../registry/lifecycle.js';
import type { WarmscopeRequestOptions } from './options.js';

/**
 * The invocation around the present code that a request or message is part of; undefined where it is one of
 * its own, as that is for another one, which may have another tenant.
 */
export function enclosing(
  guest: object,
  { tenant }: WarmscopeRequestOptions,
  container: Container,
): RunningInvocation | undefined {
  const { active } = lifecycle.of(container).invocations;
  return tenant === undefined || active?.admits(guest) === true ? active : undefined;
}

/** Runs `work` in an invocation that ends with its outcome, or with the observable that it gives. */
export async function withinInvocation<T>(invocation: OpenInvocation, work: () => T): Promise<Awaited<T>> {
  let isGoingOn = false;
  try {
    if (invocation.preparation !== undefined) await invocation.preparation;
    const outcome = await invocation.enter(work);
    isGoingOn = isObservable(outcome);
    return isGoingOn ? observed(outcome, invocation) : outcome;
  } catch (error) {
    invocation.noteFailure();
    throw error;
  } finally {
    if (!isGoingOn) invocation.close();
  }
}

/** The part of an RxJS observable that is used here: nothing of RxJS is imported. */
interface Stream {
  subscribe(...observer: unknown[]): { add(teardown: () => void): unknown };
}

/**
 * An observable that does the same as another one as part of an invocation. Where it `ends` that, this is
 * when it has completed or failed, or nobody listens any more.
 */
export function observed<T>(source: T, invocation: OpenInvocation, ends = true): T {
  const subscribe = (...observer: unknown[]): ReturnType<Stream['subscribe']> => {
    const subscription = invocation.enter(() => (source as Stream).subscribe(...observer));
    if (ends) subscription.add(() => invocation.close());
    return subscription;
  };
  // Operators ask their source for `lift` and `subscribe`: it is the same observable but for one method.
  return Object.create(source as object, { subscribe: { value: subscribe } }) as T;
}

/** True for an observable, of any copy of RxJS. */
function isObservable(value: unknown): boolean {
  const { subscribe, lift } = Object(value) as Record<string, unknown>;
  return typeof subscribe === 'function' && typeof lift === 'function';
}
