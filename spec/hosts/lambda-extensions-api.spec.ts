import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect } from 'chai';
import { extensionsApiAt } from '../../src/hosts/lambda-extensions-api.js';
import { errorOf } from '../support/deferred.js';
import { collectReports } from '../support/warnings.js';

describe('invocation/extensions-api', () => {
  collectReports();
  let server: Server;
  let host = '';
  let requests: string[] = [];
  let answer: (request: IncomingMessage, response: ServerResponse) => void;
  beforeEach(async () => {
    requests = [];
    server = createServer(async (request, response) => {
      let body = '';
      for await (const chunk of request) body += String(chunk);
      requests.push(`${request.method} ${request.url} ${body}`);
      answer(request, response);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterEach(() => {
    server.closeAllConnections();
    server.close();
  });

  it('registers for invocations, by name', async () => {
    answer = (request, response) => {
      expect(request.headers).to.include({ 'lambda-extension-name': 'warmscope' });
      response.writeHead(200, { 'Lambda-Extension-Identifier': 'id-1' }).end('{"functionName":"f"}');
    };
    expect(await extensionsApiAt(host).register()).to.equal('id-1');
    expect(requests).to.deep.equal(['POST /2020-01-01/extension/register {"events":["INVOKE"]}']);
  });

  it('asks for the next event', async () => {
    answer = (request, response) => {
      expect(request.headers).to.include({ 'lambda-extension-identifier': 'id-1' });
      response.end(JSON.stringify({ eventType: 'INVOKE', requestId: 'r-1', deadlineMs: 5, tracing: {} }));
    };
    expect(await extensionsApiAt(host).next('id-1')).to.deep.equal({ requestId: 'r-1', deadlineMs: 5 });
    expect(requests).to.deep.equal(['GET /2020-01-01/extension/event/next ']);
  });

  it('takes an event without a deadline for one that never ends', async () => {
    answer = (_request, response) => void response.end('{"eventType":"INVOKE","requestId":"r"}');
    expect((await extensionsApiAt(host).next('i')).deadlineMs).to.equal(Number.POSITIVE_INFINITY);
  });

  it('rejects when it is refused, answered with something else, cut off or not there', async () => {
    const api = extensionsApiAt(host);
    answer = (_request, response) => void response.writeHead(403).end('{"errorType":"Extension.RegistrationClosed"}');
    expect((await errorOf(() => api.register())).message).to.contain('403');
    expect((await errorOf(() => api.next('i'))).message).to.contain('403');
    answer = (_request, response) => void response.end('{}');
    expect((await errorOf(() => api.register())).message).to.contain('no identifier');
    for (const body of ['{}', 'null', 'text', '{"eventType":"SHUTDOWN"}']) {
      answer = (_request, response) => void response.end(body);
      await errorOf(() => api.next('i'));
    }
    answer = (_request, response) => void response.socket?.destroy();
    await errorOf(() => api.register());
    answer = (_request, response) => {
      response.writeHead(200, { 'Content-Length': '100' }).write('{');
      setImmediate(() => response.socket?.destroy());
    };
    await errorOf(() => api.next('i'));
    await errorOf(() => extensionsApiAt('127.0.0.1:1').register());
    await errorOf(async () => extensionsApiAt('not a host').register());
  });
});
