import type { ClientRequest, IncomingMessage, RequestOptions } from 'node:http';
import { nodeModules } from '../util/node-modules.js';

/** What Lambda tells an extension about an invocation that begins. */
export interface InvokeEvent {
  readonly requestId: string;
  /** Epoch milliseconds at which Lambda gives the invocation up. */
  readonly deadlineMs: number;
}

/**
 * Lambda's Extensions API, as far as an internal extension needs it. Every method rejects when the API is
 * absent or refuses.
 */
export interface ExtensionsApi {
  /** Makes this process an internal extension that is told of invocations; gives its identifier. */
  register(): Promise<string>;
  /**
   * The next event. Asking says that the extension has nothing more to do for the one before: the container
   * may freeze until it comes.
   */
  next(identifier: string): Promise<InvokeEvent>;
}

const VERSION = '2020-01-01';
const EXTENSION_NAME = 'warmscope';
const REGISTRATION_LIMIT_MS = 1_000;

/** The API at `host`, which is what `AWS_LAMBDA_RUNTIME_API` says. */
export function extensionsApiAt(host: string): ExtensionsApi {
  const call = (path: string, options: RequestOptions): ClientRequest =>
    nodeModules.http.request(`http://${host}/${VERSION}/extension/${path}`, { agent: false, ...options });
  return {
    async register() {
      const headers = { 'Lambda-Extension-Name': EXTENSION_NAME, 'Content-Type': 'application/json' };
      const request = call('register', { method: 'POST', headers, timeout: REGISTRATION_LIMIT_MS });
      request.on('timeout', () => request.destroy(new Error('no answer')));
      const { response } = await answerOf(request, '{"events":["INVOKE"]}');
      const identifier = response.headers['lambda-extension-identifier'];
      if (typeof identifier !== 'string') throw new Error('the registration has no identifier');
      return identifier;
    },
    async next(identifier) {
      const request = call('event/next', { headers: { 'Lambda-Extension-Identifier': identifier } });
      // It waits for as long as the container idles, which must not keep a process alive.
      request.on('socket', (socket) => socket.unref());
      const { body } = await answerOf(request, '');
      return invokeEvent(JSON.parse(body));
    },
  };
}

function answerOf(
  request: ClientRequest,
  body: string,
): Promise<{ response: IncomingMessage; body: string }> {
  return new Promise((resolve, reject) => {
    request.on('error', reject);
    request.on('response', (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', reject);
      response.on('end', () => {
        if (response.statusCode === 200) resolve({ response, body: Buffer.concat(chunks).toString('utf8') });
        else reject(new Error(`the Extensions API answered ${response.statusCode}`));
      });
    });
    request.end(body);
  });
}

function invokeEvent(
  event: { eventType?: unknown; requestId?: unknown; deadlineMs?: unknown } | null,
): InvokeEvent {
  const { eventType, requestId, deadlineMs } = event ?? {};
  if (eventType !== 'INVOKE' || typeof requestId !== 'string') throw new Error('no event of an invocation');
  return { requestId, deadlineMs: typeof deadlineMs === 'number' ? deadlineMs : Number.POSITIVE_INFINITY };
}
