import 'reflect-metadata';
import { IncomingMessage, ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import { Writable } from 'node:stream';
import type { INestApplication } from '@nestjs/common';
import { expect } from 'chai';
import { Apps, countRunning, PLATFORMS } from './apps.js';
import { KITS } from './kits.js';

/** A request and a response without a network, as adapters for Lambda make them: the response finishes, and is never closed. */
function imitated({ path, headers = {} }: Event): { request: IncomingMessage; response: ServerResponse; body: Promise<string> } {
  const request = Object.assign(new IncomingMessage(new Socket()), { method: 'GET', url: path, headers: { host: 'lambda', ...headers } });
  request.push(null);
  const response = new ServerResponse(request);
  const chunks: Buffer[] = [];
  const sink = new Writable({
    write(chunk, _encoding, done) {
      chunks.push(Buffer.from(chunk));
      done();
    },
  });
  response.assignSocket(sink as Socket);
  const body = new Promise<string>((resolve) => {
    response.once('finish', () => resolve(Buffer.concat(chunks).toString().split('\r\n\r\n')[1] ?? ''));
  });
  return { request, response, body };
}

interface Event {
  readonly path: string;
  readonly headers?: Record<string, string>;
}

for (const kit of KITS)
  for (const platform of PLATFORMS)
    describe(`nest/lambda: ${kit.name}, ${platform}`, () => {
      const { Controller, Get } = kit.common;
      const { createHandler, currentInvocation, registry } = kit.warmscope;
      const apps = new Apps(kit);
      const running = countRunning();

      @Controller()
      class Ids {
        @Get('ids')
        async get() {
          return {
            id: currentInvocation()?.id,
            tenant: currentInvocation()?.tenantId,
            left: Number.isFinite(currentInvocation()?.remainingMs()),
          };
        }
      }

      const serve = async (app: INestApplication, event: Event): Promise<unknown> => {
        const instance = app.getHttpAdapter().getInstance();
        const handle = platform === 'express' ? instance : await instance.ready().then(() => instance.routing);
        const { request, response, body } = imitated(event);
        handle(request, response);
        return JSON.parse(await body);
      };

      const start = async (): Promise<INestApplication> => {
        const { WarmscopeModule } = kit.nest;
        const tenant = (context: import('@nestjs/common').ExecutionContext) => context.switchToHttp().getRequest().headers['x-tenant'];
        const app = await apps.create(platform, apps.module({ imports: [WarmscopeModule.forRoot({ tenant })], controllers: [Ids] }));
        return app.init();
      };

      const begun = (): number => registry.stats().container.invocations;
      const context = (awsRequestId: string, more = {}) => ({ awsRequestId, getRemainingTimeInMillis: () => 3_000, ...more });

      it('behind createHandler, an event is entered once, and the module still finds its tenant', async () => {
        const app = await start();
        const handler = createHandler(async (event: Event) => serve(app, event));
        const before = begun();
        const [one, two] = await Promise.all([
          handler({ path: '/ids', headers: { 'x-tenant': 'ann' } }, context('r1')),
          handler({ path: '/ids', headers: { 'x-tenant': 'ann' } }, context('r2', { tenantId: 'bob' })),
        ]);
        expect(one).to.deep.equal({ id: 'r1', tenant: 'ann', left: true });
        expect(two).to.deep.equal({ id: 'r2', tenant: 'bob', left: true });
        expect(begun() - before).to.equal(2);
        expect(running()).to.equal(0);
      });

      it('without it, the request is the invocation', async () => {
        const app = await start();
        const before = begun();
        expect(await serve(app, { path: '/ids', headers: { 'x-tenant': 'ann' } })).to.include({ tenant: 'ann', left: false });
        expect(begun() - before).to.equal(1);
        while (running() > 0) await new Promise((done) => setImmediate(done));
      });

      it('an application that is made within the first event works in it and in later ones', async () => {
        let starting: Promise<INestApplication> | undefined;
        const handler = createHandler(async (event: Event) => {
          starting ??= start();
          return serve(await starting, event);
        });
        for (const id of ['first', 'second']) expect(await handler({ path: '/ids' }, context(id))).to.include({ id });
      });
    });
