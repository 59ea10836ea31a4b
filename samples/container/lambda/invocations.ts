import type { IncomingMessage } from 'node:http';
import { type ErrorReport, FunctionError } from './errors.js';
import { errorInTrailers, readBody, toErrorReport } from './http-messages.js';
import type { Journal } from './journal.js';

/** What the caller of an invocation may set. */
export interface InvocationOptions {
  readonly tenantId?: string;
  readonly traceId?: string;
  /** How long the invocation may take; the runtime client is told the deadline. */
  readonly timeoutMs?: number;
}

/** A finished invocation: what the handler answered, and how long after it got the event. */
export interface InvocationOutcome {
  readonly requestId: string;
  /** What the answer's JSON means; of a streamed answer, its text. */
  readonly payload: unknown;
  readonly milliseconds: number;
  /** Set for a streamed answer: its type, and how long its first byte took. */
  readonly streamed: { readonly contentType: string; readonly firstByteMs: number } | undefined;
}

export interface Caller {
  readonly resolve: (outcome: InvocationOutcome) => void;
  readonly reject: (reason: Error) => void;
}

interface RunningInvocation extends Caller {
  readonly startedAt: number;
}

export const DEFAULT_TIMEOUT_MS = 15_000;

/** The invocations that the runtime client has begun and not yet answered. */
export class Invocations {
  private readonly running = new Map<string, RunningInvocation>();

  constructor(private readonly journal: Journal) {}

  begin(requestId: string, { resolve, reject }: Caller): void {
    this.journal.add('event', requestId);
    this.running.set(requestId, { resolve, reject, startedAt: performance.now() });
  }

  fail(reason: Error): void {
    for (const invocation of this.running.values()) invocation.reject(reason);
    this.running.clear();
  }

  /** Reads what was posted for an invocation and lets its caller have it; false for an unknown invocation. */
  async settle(requestId: string, kind: 'response' | 'error', request: IncomingMessage): Promise<boolean> {
    const isStreamed = request.headers['lambda-runtime-function-response-mode'] === 'streaming';
    let firstByteAt: number | undefined;
    const onFirstByte = (): void => {
      firstByteAt = performance.now();
      this.journal.add('first byte', requestId);
    };
    const body = await readBody(request, isStreamed ? onFirstByte : undefined);
    const invocation = this.running.get(requestId);
    if (body === undefined || !invocation) return false;
    this.running.delete(requestId);
    const error = kind === 'error' ? toErrorReport(body) : errorInTrailers(request);
    if (error) return this.failOne(requestId, invocation, error);
    this.journal.add('answer', requestId);
    const milliseconds = performance.now() - invocation.startedAt;
    const firstByteMs = (firstByteAt ?? performance.now()) - invocation.startedAt;
    const streamed = isStreamed ? { contentType: request.headers['content-type'] ?? '', firstByteMs } : undefined;
    const payload: unknown = isStreamed ? body : JSON.parse(body);
    invocation.resolve({ requestId, payload, milliseconds, streamed });
    return true;
  }

  private failOne(requestId: string, invocation: RunningInvocation, error: ErrorReport): true {
    this.journal.add('error', requestId);
    invocation.reject(new FunctionError(error));
    return true;
  }
}
