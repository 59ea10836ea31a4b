import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { accept, answerJson, readBody } from './http-messages.js';
import type { Journal } from './journal.js';
import { PollQueue } from './poll-queue.js';

/** What an extension is told about an invocation. */
export interface ExtensionEvent {
  readonly requestId: string;
  readonly deadlineMs: number;
  readonly invokedFunctionArn: string;
  readonly traceId: string;
}

export interface ExtensionsOptions {
  readonly journal: Journal;
  /** Answered to every extension that registers. */
  readonly about: { readonly functionName: string; readonly functionVersion: string; readonly handler: string };
  /** False where the events of invocations are not offered, as on Managed Instances. */
  readonly invokeEvents: boolean;
  /** Whether every registration is refused, as one that comes too late. */
  readonly closed: boolean;
}

interface Extension {
  readonly polls: PollQueue;
  readonly getsInvocations: boolean;
}

const API = '/2020-01-01/extension';

/** The Extensions API of one container, for internal extensions: those that run inside the function's own process. */
export class ExtensionsApi {
  private readonly extensions = new Map<string, Extension>();
  private closed: boolean;

  constructor(private readonly options: ExtensionsOptions) {
    this.closed = options.closed;
  }

  get count(): number {
    return this.extensions.size;
  }

  /** The init phase is over for the runtime: nobody may register any more. */
  close(): void {
    this.closed = true;
  }

  /** Resolves when every extension waits for its next event. */
  async parked(): Promise<void> {
    await Promise.all([...this.extensions.values()].map(({ polls }) => polls.parked()));
  }

  /** Tells the extensions, all of which wait, of an invocation that begins. */
  tell({ requestId, deadlineMs, invokedFunctionArn, traceId }: ExtensionEvent): void {
    const tracing = { type: 'X-Amzn-Trace-Id', value: traceId };
    const event = { eventType: 'INVOKE', deadlineMs, requestId, invokedFunctionArn, tracing };
    for (const { polls, getsInvocations } of this.extensions.values()) {
      const send = (poll: ServerResponse): void => answerJson(poll, 200, event, { 'Lambda-Extension-Event-Identifier': randomUUID() });
      if (getsInvocations) polls.take(send, () => undefined);
    }
  }

  fail(reason: Error): void {
    for (const { polls } of this.extensions.values()) polls.fail(reason);
  }

  /** Serves a request if it is one to this API. */
  serve(request: IncomingMessage, response: ServerResponse): boolean {
    const { method, url } = request;
    if (method === 'POST' && url === `${API}/register`) void this.register(request, response);
    else if (method === 'GET' && url === `${API}/event/next`) this.next(request, response);
    else if (method === 'POST' && /\/(init|exit)\/error$/.test(url ?? '') && url?.startsWith(API)) accept(response);
    else return false;
    return true;
  }

  private async register(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await readBody(request);
    if (body === undefined) return;
    const { events = [] } = JSON.parse(body === '' ? '{}' : body) as { events?: readonly string[] };
    const refusal = this.refusalOf(request, events);
    this.options.journal.add(refusal === undefined ? 'registered' : 'refused');
    if (refusal) return answerJson(response, 403, { errorType: refusal[0], errorMessage: refusal[1] });
    const identifier = randomUUID();
    this.extensions.set(identifier, { polls: new PollQueue(), getsInvocations: events.includes('INVOKE') });
    answerJson(response, 200, this.options.about, { 'Lambda-Extension-Identifier': identifier });
  }

  private refusalOf({ headers }: IncomingMessage, events: readonly string[]): [errorType: string, errorMessage: string] | undefined {
    if (this.closed) return ['Extension.RegistrationClosed', 'Extension registration is closed'];
    if (!headers['lambda-extension-name']) return ['Extension.InvalidExtensionName', 'Lambda-Extension-Name is missing'];
    if (events.includes('SHUTDOWN')) return ['Extension.InvalidEventType', 'SHUTDOWN: ShutdownEventNotSupportedForInternalExtension'];
    const known = this.options.invokeEvents ? ['INVOKE'] : [];
    const unknown = events.find((event) => !known.includes(event));
    return unknown === undefined ? undefined : ['Extension.InvalidEventType', `${unknown}: ErrorInvalidEventType`];
  }

  private next({ headers }: IncomingMessage, response: ServerResponse): void {
    const extension = this.extensions.get(String(headers['lambda-extension-identifier']));
    if (extension) {
      this.options.journal.add('extension next');
      extension.polls.park(response);
    } else answerJson(response, 403, { errorType: 'Extension.UnknownExtensionIdentifier', errorMessage: 'Unknown identifier' });
  }
}
