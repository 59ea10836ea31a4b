import { once } from 'node:events';
import { expect } from 'chai';
import express from 'express';
import Fastify from 'fastify';
import { Hono } from 'hono';
import { streamText } from 'hono/streaming';
import Koa from 'koa';
import { currentInvocation, registry } from '../../src/index.js';
import { expressScope, fastifyScope, honoScope, koaScope } from '../../src/web/index.js';
import { containerRegistry } from '../support/container.js';
import { deferred, errorOf, nextTurn } from '../support/deferred.js';
import { collectReports } from '../support/warnings.js';
import { type Site, serve } from './servers.js';

const { invocations, background } = containerRegistry;
const here = (): string => String(currentInvocation()?.tenantId);
const tenant = (): string => 'a';
const encoder = new TextEncoder();

/** Chunks made when somebody asks for them. */
function pulled(): ReadableStream {
  const parts = ['one', 'two', 'three'];
  return new ReadableStream({
    pull: async (controller) => {
      await nextTurn();
      const part = parts.shift();
      if (part === undefined) controller.close();
      else controller.enqueue(encoder.encode(`${part} for ${here()};`));
    },
  });
}

const WHOLE = 'one for a;two for a;three for a;';

describe('web scopes, framework by framework', () => {
  collectReports();
  let site: Site | undefined;
  afterEach(async () => {
    await site?.stop();
    site = undefined;
    while (invocations.running.size > 0) await nextTurn();
  });

  it('Hono: app.request is one invocation, which ends with its body, read or not', async () => {
    const app = new Hono();
    app.use(honoScope({ tenant }));
    app.get('/json', (c) => c.json({ tenant: here() }));
    app.get('/empty', (c) => c.body(null, 204));
    app.get('/text', (c) => streamText(c, async (stream) => void (await stream.write(`${await nextTurn()}${here()}`))));
    app.get('/pulled', (c) => c.body(pulled(), 200, { 'set-cookie': 'k=v', 'content-type': 'text/csv' }));
    expect(await (await app.request('/json')).json()).to.deep.equal({ tenant: 'a' });
    expect((await app.request('/json')).headers.get('content-type')).to.equal('application/json');
    expect((await app.request('/empty')).status).to.equal(204);
    await nextTurn();
    expect(invocations.running.size).to.equal(0);
    expect(await (await app.request('/text')).text()).to.equal('undefineda');
    const response = await app.request('/pulled');
    expect(invocations.running.size).to.equal(1);
    expect([response.headers.getSetCookie(), response.headers.get('content-type')]).to.deep.equal([['k=v'], 'text/csv']);
    expect(await response.text()).to.equal(WHOLE);
    await nextTurn();
    expect(invocations.running.size).to.equal(0);
    await (await app.request('/pulled')).body?.cancel();
    await nextTurn();
    expect(invocations.running.size).to.equal(0);
  });

  it('Hono: a failure ends it, whatever is thrown', async () => {
    const app = new Hono();
    app.use(honoScope({ tenant }));
    app.onError((_error, c) => c.text(here(), 500));
    app.get('/error', () => {
      throw new Error('x');
    });
    app.get('/other', () => {
      throw 'no error';
    });
    expect(await (await app.request('/error')).text()).to.equal('a');
    await errorOf(() => Promise.resolve(app.request('/other')).catch((thrown) => Promise.reject(new Error(String(thrown)))));
    expect(invocations.running.size).to.equal(0);
  });

  it('Koa: a stream of the web is read as part of it', async () => {
    const app = new Koa();
    app.use(koaScope({ tenant }));
    app.use((ctx) => {
      ctx.body = pulled();
    });
    site = await serve(app.callback());
    expect(await (await fetch(site.url)).text()).to.equal(WHOLE);
  });

  it('Koa: what a middleware throws reaches the others, and a stream keeps its length', async () => {
    const { Readable } = await import('node:stream');
    const app = new Koa();
    app.silent = true;
    app.use(koaScope({ tenant }));
    app.use((ctx) => {
      if (ctx.path === '/fail') ctx.throw(418);
      ctx.body = Readable.from([Buffer.from('whole')]);
      ctx.length = 5;
    });
    site = await serve(app.callback());
    expect((await fetch(`${site.url}/fail`)).status).to.equal(418);
    expect((await fetch(site.url)).headers.get('content-length')).to.equal('5');
  });

  it('Fastify: it holds for all routes of its instance, with inject as well', async () => {
    const app = Fastify();
    await app.register(fastifyScope, { tenant: (request) => request.headers.host ?? null, prefix: '/ignored' });
    app.get('/', async () => here());
    await app.register(async (nested) => {
      nested.addHook('preHandler', async (_request, reply) => void reply.header('x-seen', here()));
      nested.post('/nested', async (request) => [here(), request.body]);
    });
    expect((await app.inject({ path: '/', headers: { host: 'one' } })).body).to.equal('one');
    const response = await app.inject({ method: 'POST', path: '/nested', headers: { host: 'two' }, payload: { order: 5 } });
    expect([response.json(), response.headers['x-seen']]).to.deep.equal([['two', { order: 5 }], 'two']);
    await nextTurn();
    await nextTurn();
    expect(invocations.running.size).to.equal(0);
    await app.close();
  });

  it('Fastify: a parser that goes on from events of its own does not lose it', async () => {
    const app = Fastify();
    const { EventEmitter } = await import('node:events');
    const elsewhere = new EventEmitter();
    const timer = setInterval(() => elsewhere.emit('turn'), 1);
    await app.register(fastifyScope, { tenant });
    app.addContentTypeParser('text/plain', (_request, payload, done) => {
      payload.resume();
      elsewhere.once('turn', () => done(null, 'parsed elsewhere'));
    });
    app.post('/', async (request) => `${request.body} for ${here()}`);
    const { body } = await app.inject({ method: 'POST', path: '/', headers: { 'content-type': 'text/plain' }, payload: 'x' });
    clearInterval(timer);
    expect(body).to.equal('parsed elsewhere for a');
    await app.close();
  });

  it('Express: a parser that goes on from the events of the request does not lose it', async () => {
    const app = express();
    app.use(expressScope({ tenant }));
    app.use((req, _res, next) => {
      req.resume().on('end', () => next());
    });
    app.post('/', (_req, res) => void res.send(here()));
    site = await serve(app);
    expect(await (await fetch(site.url, { method: 'POST', body: 'x'.repeat(200_000) })).text()).to.equal('a');
  });

  it('is one invocation where two scopes see a request', async () => {
    const [app, nested] = [express(), express()];
    app.use(expressScope({ tenant }));
    nested.use(expressScope({ tenant: () => 'b' }));
    nested.get('/', (_req, res) => void res.send(here()));
    app.use('/nested', nested);
    site = await serve(app);
    const counted = registry.stats().container.invocations;
    expect(await (await fetch(`${site.url}/nested`)).text()).to.equal('a');
    expect(registry.stats().container.invocations).to.equal(counted + 1);
  });

  it('ends at once for a response that was closed before', async () => {
    const begun = deferred();
    const gate = deferred<string>();
    const app = express();
    app.use(async (_req, res, next) => {
      begun.resolve();
      await once(res, 'close');
      next();
    });
    app.use(expressScope({ tenant }));
    app.use(() => gate.resolve(here()));
    site = await serve(app);
    const abort = new AbortController();
    const call = errorOf(() => fetch((site as Site).url, { signal: abort.signal }));
    await begun.promise;
    abort.abort();
    expect(await gate.promise).to.equal('undefined');
    await call;
  });

  it('waits for what a thaw has to do before the request is seen', async () => {
    const app = express();
    app.use(expressScope());
    app.get('/', (_req, res) => void res.send('seen'));
    site = await serve(app);
    const gate = deferred();
    const hook = (): Promise<void> => gate.promise;
    containerRegistry.startHooks.add(hook);
    try {
      const answer = fetch(site.url);
      while (invocations.running.size === 0) await nextTurn();
      await nextTurn();
      containerRegistry.startHooks.delete(hook);
      gate.resolve();
      expect(await (await answer).text()).to.equal('seen');
    } finally {
      containerRegistry.startHooks.delete(hook);
    }
  });

  it('gives background work up 30 s after the response', async () => {
    const { FakeClock } = await import('../support/clock.js');
    const clock = new FakeClock();
    registry.configure({ clock });
    try {
      const app = new Hono();
      let isAbandoned = false;
      app.use(honoScope());
      app.get('/', (c) => {
        background.track(new Promise(() => undefined), () => {
          isAbandoned = true;
        });
        return c.text('');
      });
      await (await app.request('/')).text();
      await nextTurn();
      clock.advance(29_999);
      await nextTurn();
      expect(isAbandoned).to.equal(false);
      clock.advance(2);
      await nextTurn();
      expect([isAbandoned, invocations.running.size]).to.deep.equal([true, 0]);
    } finally {
      registry.configure({ clock: undefined });
    }
  });

  it('refuses unknown and invalid options', async () => {
    for (const scope of [expressScope, koaScope, honoScope] as ((options: never) => unknown)[])
      for (const options of [{ tenants: tenant }, { id: 'x' }, { deadline: 5 }, { tenant: 'a' }, 5]) {
        const error = await errorOf(() => scope(options as never));
        expect(error.code).to.equal('ERR_WARMSCOPE_INVALID_OPTION');
        expect(error.message).to.contain(scope.name);
      }
    const error = await errorOf(async () => await Fastify().register(fastifyScope, { tenants: tenant } as never));
    expect([error.code, error.message.includes('fastifyScope')]).to.deep.equal(['ERR_WARMSCOPE_INVALID_OPTION', true]);
  });
});
