import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { ErrorReport } from './errors.js';
import { ExtensionsApi, type ExtensionsOptions } from './extensions-api.js';
import { accept, readBody, toErrorReport } from './http-messages.js';
import { type Caller, DEFAULT_TIMEOUT_MS, type InvocationOptions, type InvocationOutcome, Invocations } from './invocations.js';
import type { Journal } from './journal.js';
import { PollQueue } from './poll-queue.js';

interface RuntimeApiOptions {
  /** The wall clock as the container sees it: deadlines are given in it. */
  readonly now: () => number;
  readonly functionArn: string;
  readonly onInitError: (report: ErrorReport) => void;
  readonly journal: Journal;
  readonly extensions: Omit<ExtensionsOptions, 'journal'>;
}

const API = '/2018-06-01/runtime';

/** A local Lambda Runtime API for one container: hands events to the runtime client and its extensions and takes the answers. */
export class RuntimeApi {
  readonly extensions: ExtensionsApi;
  private readonly server: Server = createServer((request, response) => void this.serve(request, response));
  private readonly polls = new PollQueue();
  private readonly invocations: Invocations;

  private constructor(private readonly options: RuntimeApiOptions) {
    const { journal } = options;
    this.extensions = new ExtensionsApi({ ...options.extensions, journal });
    this.invocations = new Invocations(journal);
  }

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

  /** Resolves when the runtime client and every extension wait for an event: the moment at which Lambda freezes a container. */
  async idle(): Promise<void> {
    do {
      await this.polls.parked();
      await this.extensions.parked();
    } while (!this.polls.isParked);
  }

  /** Gives an event to the runtime client as soon as it and the extensions have asked, and waits for the answer. */
  invoke(event: unknown, options: InvocationOptions = {}): Promise<InvocationOutcome> {
    return new Promise((resolve, reject) => {
      const deliver = (poll: ServerResponse): void => this.deliver(poll, event, options, { resolve, reject });
      this.polls.take((poll) => {
        if (this.extensions.count === 0) deliver(poll);
        else this.extensions.parked().then(() => deliver(poll), reject);
      }, reject);
    });
  }

  /** Ends every wait of a caller: the container is gone. */
  fail(reason: Error): void {
    this.invocations.fail(reason);
    this.extensions.fail(reason);
    this.polls.fail(reason);
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise<void>((resolve) => this.server.close(() => resolve()));
  }

  private deliver(poll: ServerResponse, event: unknown, options: InvocationOptions, caller: Caller): void {
    const requestId = randomUUID();
    const { now, functionArn: invokedFunctionArn } = this.options;
    const deadlineMs = Math.round(now() + (options.timeoutMs ?? DEFAULT_TIMEOUT_MS));
    const root = `${Math.floor(now() / 1000).toString(16)}-${requestId.replaceAll('-', '').slice(0, 24)}`;
    const traceId = options.traceId ?? `Root=1-${root}`;
    this.invocations.begin(requestId, caller);
    const headers = {
      'Content-Type': 'application/json',
      'Lambda-Runtime-Aws-Request-Id': requestId,
      'Lambda-Runtime-Deadline-Ms': String(deadlineMs),
      'Lambda-Runtime-Invoked-Function-Arn': invokedFunctionArn,
      'Lambda-Runtime-Trace-Id': traceId,
      ...(options.tenantId === undefined ? {} : { 'Lambda-Runtime-Aws-Tenant-Id': options.tenantId }),
    };
    poll.writeHead(200, headers).end(JSON.stringify(event ?? null));
    this.extensions.tell({ requestId, deadlineMs, invokedFunctionArn, traceId });
  }

  private async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = request.url ?? '';
    if (request.method === 'GET' && path === `${API}/invocation/next`) return this.park(response);
    if (path === `${API}/init/error`) return this.failInit(request, response);
    if (this.extensions.serve(request, response)) return;
    const [, requestId = '', kind] = path.match(/\/invocation\/([^/]+)\/(response|error)$/) ?? [];
    const isKnown = kind !== undefined && (await this.invocations.settle(requestId, kind as 'response' | 'error', request));
    if (isKnown) accept(response);
    else response.writeHead(404).end();
  }

  private park(poll: ServerResponse): void {
    this.options.journal.add('runtime next');
    this.extensions.close();
    this.polls.park(poll);
  }

  private async failInit(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await readBody(request);
    if (body === undefined) return;
    this.options.onInitError(toErrorReport(body));
    accept(response);
  }
}
