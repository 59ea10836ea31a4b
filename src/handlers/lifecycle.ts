import type { HostEvent, InvocationDescription, RunningInvocation } from '../invocation/invocation.js';
import type { Container } from '../registry/container.js';
import { heapGuard } from '../registry/heap-guard.js';
import { lifecycle, type Present } from '../registry/lifecycle.js';
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

/** How an invocation ends of which no extension is told. */
export const PLAIN_ENDING: Ending = { requestId: undefined, isAfterResponse: false };

/**
 * Counts an invocation that begins, and sees a thaw. The promise, where there is one, resolves when what has
 * to be done then is done; it never rejects.
 */
export function prepare(container: Container, invocation: RunningInvocation): Promise<unknown> | undefined {
  const { life, invocations } = lifecycle.of(container);
  const preparation = life.begin(invocation, beside(invocation, invocations.running));
  return preparation && within(preparation, START_LIMIT_MS, invocation, container);
}

/** The other invocations that have not given their answers, oldest first. */
function* beside(
  invocation: RunningInvocation,
  running: Iterable<RunningInvocation>,
): Iterable<RunningInvocation> {
  for (const other of running) if (other !== invocation && !other.isClosed) yield other;
}

/**
 * Runs `work` as one invocation of the container: counted, in its own context, its background work waited
 * for. Outcomes are handed on unchanged.
 */
export async function perform<T>(
  container: Container,
  description: InvocationDescription,
  work: () => T,
  { requestId, isAfterResponse }: Ending = PLAIN_ENDING,
  event?: HostEvent,
): Promise<Awaited<T>> {
  const { present, extension } = lifecycle.of(container);
  const { invocations } = present;
  const invocation = invocations.begin(description);
  invocation.event = event;
  try {
    if (requestId !== undefined) extension.begin(requestId);
    const preparation = prepare(container, invocation);
    if (preparation !== undefined) await preparation;
    return await invocations.enter(invocation, work);
  } catch (error) {
    // Where it was called, the stack may have ended; from the next step on it is another one.
    await undefined;
    invocation.noteFailure();
    throw error;
  } finally {
    const isAwake = isAfterResponse && extension.holds(requestId);
    const finished = finish(container, present, invocation, requestId);
    if (!isAwake) await finished;
  }
}

/**
 * Ends an invocation when its background work is done, and waits for the disposals that it set off, so that
 * no freeze finds one half done. Never rejects.
 */
export async function finish(
  container: Container,
  { life, invocations, background }: Present,
  invocation: RunningInvocation,
  requestId?: string,
): Promise<void> {
  const draining = background.drain(invocation);
  if (draining !== undefined) await draining;
  invocations.end(invocation);
  life.noteActivity();
  heapGuard.of(container).check();
  for (const hook of container.endHooks) hook();
  const disposals = singletons.in(container)?.succession.disposals.claim();
  if (disposals !== undefined) await within(disposals, DISPOSAL_LIMIT_MS, invocation, container);
  if (requestId !== undefined) lifecycle.of(container).extension.end(requestId);
}

/** Waits for so many milliseconds, or half of an invocation's time where that is less. */
function within(
  work: Promise<unknown>,
  limit: number,
  invocation: RunningInvocation,
  { clock }: Container,
): Promise<unknown> {
  return settledWithin(work, Math.min(limit, invocation.remainingMs() / 2), clock);
}
