import type { Clock } from '../util/clock.js';
import { propertyOf } from '../util/untrusted.js';

/** What a host's context says of an invocation; undefined is what it does not say. */
export interface ContextFacts {
  readonly requestId: string | undefined;
  readonly tenantId: string | undefined;
  /** Epoch milliseconds. */
  readonly deadline: number | undefined;
}

/** Reads the context that AWS Lambda, or a host that imitates it, gives a handler; nothing throws. */
export function factsOfContext(context: unknown, clock: Clock): ContextFacts {
  const given: object = Object(context);
  return {
    requestId: textOf(propertyOf(given, 'awsRequestId')),
    tenantId: textOf(propertyOf(given, 'tenantId')),
    deadline: deadlineOf(given, clock),
  };
}

/** A tenant id or request id: a string that says something. */
export function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function deadlineOf(context: object, clock: Clock): number | undefined {
  try {
    const remaining: unknown = Reflect.get(context, 'getRemainingTimeInMillis').call(context);
    const deadline = typeof remaining === 'number' ? clock.now() + remaining : Number.NaN;
    return Number.isNaN(deadline) ? undefined : deadline;
  } catch {
    return undefined;
  }
}

/**
 * What Lambda's runtime calls the event that the present code works for, where it keeps that in the store of
 * `@aws/lambda-invoke-store`; nothing is imported for it.
 */
export function requestIdOfRuntime(): string | undefined {
  const { awslambda } = globalThis as { awslambda?: { InvokeStore?: { getRequestId?(): unknown } } };
  try {
    const id = textOf(awslambda?.InvokeStore?.getRequestId?.());
    return id === NO_ID ? undefined : id;
  } catch {
    return undefined;
  }
}

/** What the store gives outside of any event. */
const NO_ID = '-';
