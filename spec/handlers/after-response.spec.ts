import { expect } from 'chai';
import { handlerOf } from '../../src/handlers/handler.js';
import type { InvokeEvent } from '../../src/hosts/lambda-extensions-api.js';
import { runSource } from '../packaging/project.js';
import { newContainer } from '../support/container.js';
import { type Deferred, deferred, nextTurn, stateOf } from '../support/deferred.js';
import { collectReports } from '../support/warnings.js';

describe("background: 'after-response'", () => {
  collectReports();
  let registry = newContainer();
  let events: Deferred<InvokeEvent>[] = [];
  beforeEach(() => {
    registry = newContainer();
    registry.stopListening = () => undefined;
    events = [];
  });
  const extend = async (): Promise<void> => {
    const next = (): Promise<InvokeEvent> => {
      events.push(deferred());
      return (events.at(-1) as Deferred<InvokeEvent>).promise;
    };
    registry.extension.start({ AWS_LAMBDA_RUNTIME_API: 'h' }, () => ({ register: async () => 'id', next }));
    await registry.ready();
    await nextTurn();
  };
  const invoke = (requestId: string): void => events.at(-1)?.resolve({ requestId, deadlineMs: Number.POSITIVE_INFINITY });
  const context = { awsRequestId: 'r-1' };
  const handlerWith = (gate: Promise<unknown>, background = 'after-response') =>
    handlerOf(() => registry.background.track(gate, () => undefined), { background }, registry);

  it('answers at once, and lets the container freeze when background work is done', async () => {
    await extend();
    const gate = deferred();
    const call = handlerWith(gate.promise)('event', context);
    invoke('r-1');
    expect(await stateOf(call)).to.equal('resolved');
    expect([events.length, registry.invocations.running.size]).to.deep.equal([1, 1]);
    gate.reject(new Error('refresh failed'));
    await nextTurn();
    expect([events.length, registry.invocations.running.size]).to.deep.equal([2, 0]);
  });

  it('answers a failure at once as well', async () => {
    await extend();
    const gate = deferred();
    const fail = (): never => {
      registry.background.track(gate.promise, () => undefined);
      throw new Error('x');
    };
    expect(await stateOf(handlerOf(fail, { background: 'after-response' }, registry)(0, context))).to.equal('rejected');
    gate.resolve();
  });

  it('drains where there is no extension, without a request id, or when another handler of the container drains', async () => {
    for (const [extended, background, itsContext] of [
      [false, 'after-response', context],
      [true, 'after-response', {}],
      [true, 'drain', context],
    ] as const) {
      registry = newContainer();
      registry.stopListening = () => undefined;
      events = [];
      if (extended) await extend();
      const gate = deferred();
      const call = handlerWith(gate.promise, background)('event', itsContext);
      expect(await stateOf(call)).to.equal('pending');
      gate.resolve();
      await call;
    }
    invoke('r-1');
    await nextTurn();
    expect(events.length, 'the draining handler was noticed').to.equal(2);
  });

  it('is ready when the registration is done', async () => {
    const registration = deferred<string>();
    const next = (): Promise<InvokeEvent> => new Promise(() => undefined);
    registry.extension.start({ AWS_LAMBDA_RUNTIME_API: 'h' }, () => ({ register: () => registration.promise, next }));
    const ready = registry.ready();
    expect(await stateOf(ready)).to.equal('pending');
    registration.reject(new Error('403'));
    await ready;
  });

  for (const [what, setup] of [
    ['absent', ''],
    ['refused by nobody listening', "process.env.AWS_LAMBDA_RUNTIME_API = '127.0.0.1:1';"],
    [
      'there, its next event never coming',
      `
      const server = http.createServer((request, response) => {
        if (request.method === 'POST') response.writeHead(200, { 'Lambda-Extension-Identifier': 'i' }).end('{}');
      }).listen(0).unref();
      server.on('connection', (socket) => socket.unref());
      process.env.AWS_LAMBDA_RUNTIME_API = '127.0.0.1:' + server.address().port;`,
    ],
  ] as const) {
    // biome-ignore format: a table
    it(`does not keep a plain process alive: the API is ${what}`, async () => {
      const { code, stdout, stderr } = await runSource(`
        import http from 'node:http';
        import { createHandler, registry } from 'warmscope';
        ${setup}
        const handler = createHandler(() => 'answer', { background: 'after-response' });
        await registry.ready();
        console.log(await handler(1, { awsRequestId: 'r' }));`);
      expect({ code, stdout, stderr }).to.deep.equal({ code: 0, stdout: 'answer\n', stderr: '' });
    });
  }
});
