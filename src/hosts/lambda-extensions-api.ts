import type { IncomingMessage, RequestOptions } from 'node:http';
import { NEVER } from '../invocation/invocation.js';
import * as node from '../util/node-modules.js';

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

const REGISTRATION_LIMIT_MS = 1_000;

/** The API at `host`, which is what `AWS_LAMBDA_RUNTIME_API` says. */
export function extensionsApiAt(host: string): ExtensionsApi {
  const at = `http://${host}/2020-01-01/extension`;
  return {
    async register() {
      const headers = { 'Lambda-Extension-Name': 'warmscope', 'Content-Type': 'application/json' };
      const options = { method: 'POST', headers, timeout: REGISTRATION_LIMIT_MS };
      const [response] = await answered(`${at}/register`, options, '{"events":["INVOKE"]}');
      const identifier = response.headers['lambda-extension-identifier'];
      if (typeof identifier !== 'string') throw new Error('the registration has no identifier');
      return identifier;
    },
    async next(identifier) {
      const headers = { 'Lambda-Extension-Identifier': identifier };
      const [, body] = await answered(`${at}/event/next`, { headers });
      return invokeEvent(JSON.parse(body));
    },
  };
}

/** The response to a request, and its body. */
function answered(
  url: string,
  options: RequestOptions,
  body?: string,
): Promise<[response: IncomingMessage, body: string]> {
  return new Promise((resolve, reject) => {
    const request = node.http().request(url, { agent: false, ...options });
    request.on('error', reject);
    request.on('timeout', () => request.destroy(new Error('no answer')));
    // What waits for as long as the container idles must not keep a process alive.
    if (options.timeout === undefined) request.on('socket', (socket) => socket.unref());
    request.on('response', (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (chunk: string) => {
        text += chunk;
      });
      response.on('error', reject);
      response.on('end', () => {
        if (response.statusCode === 200) resolve([response, text]);
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
  return { requestId, deadlineMs: typeof deadlineMs === 'number' ? deadlineMs : NEVER };
}
