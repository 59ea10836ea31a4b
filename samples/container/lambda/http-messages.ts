import type { IncomingMessage, ServerResponse } from 'node:http';
import type { ErrorReport } from './errors.js';

/** Reads a request's body; undefined when the connection broke. `onFirstByte` is called before the rest is there. */
export async function readBody(request: IncomingMessage, onFirstByte?: () => void): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  try {
    for await (const chunk of request) {
      if (chunks.length === 0) onFirstByte?.();
      chunks.push(chunk as Buffer);
    }
  } catch {
    return undefined;
  }
  return Buffer.concat(chunks).toString('utf8');
}

export function answerJson(response: ServerResponse, status: number, content: object, headers: Record<string, string> = {}): void {
  response.writeHead(status, { 'Content-Type': 'application/json', ...headers }).end(JSON.stringify(content));
}

export function accept(response: ServerResponse): void {
  answerJson(response, 202, { status: 'OK' });
}

export function toErrorReport(body: string): ErrorReport {
  const posted = JSON.parse(body) as Partial<ErrorReport> & { stackTrace?: readonly string[] };
  return {
    errorType: posted.errorType ?? 'UnknownError',
    errorMessage: posted.errorMessage ?? '',
    trace: posted.trace ?? posted.stackTrace ?? [],
  };
}

/** The error in the trailers of a streamed answer, if there is one. */
export function errorInTrailers({ trailers }: IncomingMessage): ErrorReport | undefined {
  const errorType = trailers['lambda-runtime-function-error-type'];
  if (errorType === undefined) return undefined;
  const body = Buffer.from(trailers['lambda-runtime-function-error-body'] ?? '', 'base64').toString('utf8');
  return toErrorReport(body === '' ? JSON.stringify({ errorType }) : body);
}
