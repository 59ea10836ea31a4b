import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type ErrorReport, FunctionError } from './errors.js';
import { PollQueue } from './poll-queue.js';

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
  readonly payload: unknown;
  readonly milliseconds: number;
}

interface RunningInvocation {
  readonly startedAt: number;
  readonly resolve: (outcome: InvocationOutcome) => void;
  readonly reject: (reason: Error) => void;
}

interface RuntimeApiOptions {
  /** The wall clock as the container sees it: deadlines are given in it. */
  readonly now: () => number;
  readonly functionArn: string;
  readonly onInitError: (report: ErrorReport) => void;
}

const API = '/2018-06-01/runtime';
export const DEFAULT_TIMEOUT_MS = 15_000;

/** A local Lambda Runtime API for one container: hands events to the runtime client and takes its answers. */
export class RuntimeApi {
  private readonly server: Server = createServer((request, response) => void this.serve(request, response));
  private readonly polls = new PollQueue();
  private readonly running = new Map<string, RunningInvocation>();

  private constructor(private readonly options: RuntimeApiOptions) {}

  static async listen(options: RuntimeApiOptions): Promise<RuntimeApi> {
    const api = new RuntimeApi(options);
    await new Promise<void>((resolve, reject) => {
      api.server.once('error', reject).listen(0, '127.0.0.1', resolve);
    });
    return api;
  }

  /** Host and port, as the runtime client expects them in AWS_LAMBDA_RUNTIME_API. */
  get address(): string {
    return `127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** Resolves when the runtime client waits for an event: the moment at which Lambda freezes a container. */
  idle(): Promise<void> {
    return this.polls.parked();
  }

  /** Gives an event to the runtime client as soon as it asks, and waits for the answer. */
  invoke(event: unknown, options: InvocationOptions = {}): Promise<InvocationOutcome> {
    return new Promise((resolve, reject) => {
      this.polls.take((poll) => this.deliver(poll, event, options, { resolve, reject }), reject);
    });
  }

  /** Ends every wait of a caller: the container is gone. */
  fail(reason: Error): void {
    for (const invocation of this.running.values()) invocation.reject(reason);
    this.running.clear();
    this.polls.fail(reason);
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise<void>((resolve) => this.server.close(() => resolve()));
  }

  private deliver(
    poll: ServerResponse,
    event: unknown,
    options: InvocationOptions,
    caller: Pick<RunningInvocation, 'resolve' | 'reject'>,
  ): void {
    const requestId = randomUUID();
    this.running.set(requestId, { ...caller, startedAt: performance.now() });
    poll.writeHead(200, this.invocationHeaders(requestId, options)).end(JSON.stringify(event ?? null));
  }

  private invocationHeaders(requestId: string, options: InvocationOptions): Record<string, string> {
    const deadline = this.options.now() + (options.timeoutMs ?? DEFAULT_TIMEOUT_MS);
    const traceId = `Root=1-${Math.floor(this.options.now() / 1000).toString(16)}-${requestId.replaceAll('-', '').slice(0, 24)}`;
    return {
      'Content-Type': 'application/json',
      'Lambda-Runtime-Aws-Request-Id': requestId,
      'Lambda-Runtime-Deadline-Ms': String(Math.round(deadline)),
      'Lambda-Runtime-Invoked-Function-Arn': this.options.functionArn,
      'Lambda-Runtime-Trace-Id': options.traceId ?? traceId,
      ...(options.tenantId === undefined ? {} : { 'Lambda-Runtime-Aws-Tenant-Id': options.tenantId }),
    };
  }

  private async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = request.url ?? '';
    if (request.method === 'GET' && path === `${API}/invocation/next`) return this.polls.park(response);
    const body = await readBody(request).catch(() => undefined);
    if (body === undefined) return;
    const [, requestId = '', kind = ''] = path.match(/\/invocation\/([^/]+)\/(response|error)$/) ?? [];
    if (path === `${API}/init/error`) this.options.onInitError(toErrorReport(body));
    else if (!this.settle(requestId, kind, body)) return void response.writeHead(404).end();
    response.writeHead(202, { 'Content-Type': 'application/json' }).end('{"status":"OK"}');
  }

  private settle(requestId: string, kind: string, body: string): boolean {
    const invocation = this.running.get(requestId);
    if (!invocation) return false;
    this.running.delete(requestId);
    const milliseconds = performance.now() - invocation.startedAt;
    if (kind === 'response') invocation.resolve({ requestId, payload: JSON.parse(body) as unknown, milliseconds });
    else invocation.reject(new FunctionError(toErrorReport(body)));
    return true;
  }
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}

function toErrorReport(body: string): ErrorReport {
  const posted = JSON.parse(body) as Partial<ErrorReport> & { stackTrace?: readonly string[] };
  return {
    errorType: posted.errorType ?? 'UnknownError',
    errorMessage: posted.errorMessage ?? '',
    trace: posted.trace ?? posted.stackTrace ?? [],
  };
}
