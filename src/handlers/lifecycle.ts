import type { InvocationDescription, RunningInvocation } from '../invocation/invocation.js';
import type { Container } from '../registry/container.js';
import { lifecycle } from '../registry/lifecycle.js';
import { singletons } from '../registry/singletons.js';
import { settledWithin } from '../util/time-limit.js';

/**
 * Milliseconds that an invocation waits at most for what has to be done after a thaw; half of its time, where
 * that is less.
 */
const START_LIMIT_MS = 5_000;

/**
 * Milliseconds that an invocation waits at most for the disposal of clients that were replaced; half of its
 * time, where that is less.
 */
const DISPOSAL_LIMIT_MS = 1_000;

/** How one invocation ends. */
export interface Ending {
  /** The request that Lambda's extensions are told of. */
  readonly requestId: string | undefined;
  /** True to answer first and do the background work afterwards, where the container stays awake for it. */
  readonly isAfterResponse: boolean;
}

const PLAIN_ENDING: Ending = { requestId: undefined, isAfterResponse: false };

/**
 * Runs `work` as one invocation of the container: counted, in its own context, its background work waited
 * for. Outcomes are handed on unchanged.
 */
export async function perform<T>(
  container: Container,
  description: InvocationDescription,
  work: () => T,
  ending: Ending = PLAIN_ENDING,
): Promise<Awaited<T>> {
  const { life, invocations, extension } = lifecycle.of(container);
  const { clock } = container;
  const { requestId, isAfterResponse } = ending;
  const invocation = invocations.begin(description);
  try {
    if (requestId !== undefined) extension.begin(requestId);
    const preparation = life.begin(invocation.serial, invocations.othersThan(invocation));
    if (preparation !== undefined)
      await settledWithin(preparation, Math.min(START_LIMIT_MS, invocation.remainingMs() / 2), clock);
    return await invocations.enter(invocation, work);
  } catch (error) {
    // Where it was called, the stack may have ended; from the next step on it is another one.
    await undefined;
    invocation.noteFailure();
    throw error;
  } finally {
    const isAwake = isAfterResponse && extension.holds(requestId);
    const finished = finish(container, invocation, requestId);
    if (finished !== undefined && !isAwake) await finished;
  }
}

/**
 * Ends an invocation when its background work is done, and waits for the disposal of what it was the last to
 * hold; gives nothing when there is nothing to wait for. Never rejects.
 */
function finish(
  container: Container,
  invocation: RunningInvocation,
  requestId: string | undefined,
): Promise<unknown> | undefined {
  const { life, invocations, extension, background } = lifecycle.of(container);
  const end = (): Promise<unknown> | undefined => {
    invocations.end(invocation);
    life.noteActivity();
    const disposing = disposed(container, invocation);
    const close = (): void => {
      if (requestId !== undefined) extension.end(requestId);
    };
    if (disposing !== undefined) return disposing.then(close);
    close();
    return undefined;
  };
  const draining = background.drain(invocation);
  return draining === undefined ? end() : draining.then(end);
}

/**
 * Waits for the disposals that this invocation set off, so that no freeze finds one half done; no longer than
 * it may take.
 */
function disposed(container: Container, invocation: RunningInvocation): Promise<unknown> | undefined {
  const disposals = singletons.in(container)?.succession.claimDisposals();
  return (
    disposals &&
    settledWithin(disposals, Math.min(DISPOSAL_LIMIT_MS, invocation.remainingMs() / 2), container.clock)
  );
}
