import type { Clock } from '../util/clock.js';
import { propertyOf } from '../util/untrusted.js';

/** What a host's context says of an invocation; undefined is what it does not say. */
export interface ContextFacts {
  readonly requestId: string | undefined;
  readonly tenantId: string | undefined;
  /** Epoch milliseconds. */
  readonly deadline: number | undefined;
}

/**
 * Reads the context that AWS Lambda, or a host that imitates it, gives a handler. Whatever it is, nothing
 * throws.
 */
export function factsOfContext(context: unknown, clock: Clock): ContextFacts {
  if (typeof context !== 'object' || context === null)
    return { requestId: undefined, tenantId: undefined, deadline: undefined };
  return {
    requestId: textOf(propertyOf(context, 'awsRequestId')),
    tenantId: textOf(propertyOf(context, 'tenantId')),
    deadline: deadlineOf(context, clock),
  };
}

/** A tenant id or request id: a string that says something. */
export function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function deadlineOf(context: object, clock: Clock): number | undefined {
  const getRemaining = propertyOf(context, 'getRemainingTimeInMillis');
  if (typeof getRemaining !== 'function') return undefined;
  try {
    const remaining: unknown = getRemaining.call(context);
    const deadline = typeof remaining === 'number' ? clock.now() + remaining : Number.NaN;
    return Number.isNaN(deadline) ? undefined : deadline;
  } catch {
    return undefined;
  }
}
