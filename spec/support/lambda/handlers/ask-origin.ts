import { request } from 'node:http';

/** Asks the service of the specs; rejects on a broken connection and on an error status. */
export function askOrigin(path: string): Promise<string> {
  return callHttp(`${process.env.ORIGIN}/${path}`).then(({ status, body }) => {
    if (status !== 200) throw new Error(`${body}: status ${status}`);
    return body;
  });
}

export interface HttpAnswer {
  readonly status: number | undefined;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
}

/** One HTTP request over a connection of its own. */
export function callHttp(url: string, method = 'GET', headers: Record<string, string> = {}, content?: object): Promise<HttpAnswer> {
  return new Promise((resolve, reject) => {
    const call = request(url, { method, headers, agent: false }, (response) => {
      let body = '';
      response.setEncoding('utf8').on('data', (chunk: string) => {
        body += chunk;
      });
      response.on('end', () => resolve({ status: response.statusCode, headers: response.headers, body })).on('error', reject);
    });
    call.on('error', reject).end(content === undefined ? undefined : JSON.stringify(content));
  });
}
