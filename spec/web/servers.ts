import { once } from 'node:events';
import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo, Socket } from 'node:net';
import { Readable } from 'node:stream';
import { getRequestListener } from '@hono/node-server';
import express, { type Express } from 'express';
import Fastify from 'fastify';
import { Hono } from 'hono';
import Koa from 'koa';
import { expressScope, fastifyScope, honoScope, koaScope } from '../../src/web/index.js';

// The types of Express 4 are not installed beside those of 5, which fit.
const express4: typeof express = createRequire(import.meta.url)('express4');

/** A request as the handlers of specs see it, whichever framework it comes from. */
export interface Asked {
  readonly path: string;
  readonly body: unknown;
}

/** What answers a request: with something to be sent as JSON, with a stream, or never. */
export type Answer = (asked: Asked) => Promise<unknown>;

/** The options of a scope, as functions of the headers. */
export interface HeaderOptions {
  readonly id?: (headers: Headers) => unknown;
  readonly tenant?: (headers: Headers) => unknown;
  readonly deadline?: (headers: Headers) => unknown;
}
type Headers = Readonly<Record<string, unknown>>;

type Build = (answer: Answer, options: HeaderOptions) => Promise<RequestListener> | RequestListener;

/** Options of a framework, from those of the headers. */
function optionsOf<Request>(options: HeaderOptions, headersOf: (request: Request) => Headers) {
  const entries = Object.entries(options).map(([name, of]) => [name, (request: Request) => of(headersOf(request))]);
  return Object.fromEntries(entries);
}

function ofExpress(make: typeof express): Build {
  return (answer, options) => {
    const app: Express = make();
    app.use(expressScope(optionsOf(options, ({ headers }: { headers: Headers }) => headers)));
    app.use(make.json());
    app.use((req, res, next) => {
      answer({ path: req.path, body: req.body }).then((result) => {
        if (result instanceof Readable) result.on('error', () => res.destroy()).pipe(res);
        else res.json(result);
      }, next);
    });
    const onError: express.ErrorRequestHandler = (_error, _req, res, _next) => void res.status(500).end();
    app.use(onError);
    return app;
  };
}

const ofKoa: Build = (answer, options) => {
  const app = new Koa();
  app.silent = true;
  app.use(koaScope(optionsOf(options, ({ headers }: { headers: Headers }) => headers)));
  app.use(async (ctx) => {
    const chunks: Buffer[] = [];
    for await (const chunk of ctx.req) chunks.push(chunk as Buffer);
    const text = Buffer.concat(chunks).toString();
    ctx.body = await answer({ path: ctx.path, body: text === '' ? undefined : JSON.parse(text) });
  });
  return app.callback();
};

const ofFastify: Build = async (answer, options) => {
  let listener: RequestListener | undefined;
  const app = Fastify({
    forceCloseConnections: true,
    serverFactory: (handler) => {
      listener = handler;
      return createServer(handler);
    },
  });
  await app.register(
    fastifyScope,
    optionsOf(options, ({ headers }: { headers: Headers }) => headers),
  );
  app.all('/*', async (request) => await answer({ path: request.url, body: request.body ?? undefined }));
  await app.ready();
  return listener as RequestListener;
};

/** An app of Hono's, which also answers without a server. */
export function honoApp(answer: Answer, options: HeaderOptions): Hono {
  const app = new Hono();
  app.use(honoScope(optionsOf(options, (c: { req: { header(): Headers } }) => c.req.header())));
  app.onError((_error, c) => c.text('', 500));
  app.all('*', async (c) => {
    const body = c.req.method === 'POST' ? await c.req.json() : undefined;
    const result = await answer({ path: c.req.path, body });
    if (result instanceof ReadableStream) return c.body(result);
    return result instanceof Readable ? c.body(Readable.toWeb(result) as ReadableStream) : c.json(result as object);
  });
  return app;
}

const ofHono: Build = (answer, options) => getRequestListener(honoApp(answer, options).fetch);

/** The frameworks, by name. */
export const FRAMEWORKS: readonly [name: string, build: Build][] = [
  ['Express 5', ofExpress(express)],
  ['Express 4', ofExpress(express4)],
  ['Koa', ofKoa],
  ['Fastify', ofFastify],
  ['Hono', ofHono],
];

/** A server on this machine. */
export interface Site {
  readonly port: number;
  readonly url: string;
  stop(): Promise<void>;
}

/** Serves an app on loopback; `onUpgrade` takes over the connections of requests for another protocol. */
export async function serve(listener: RequestListener, onUpgrade?: (request: IncomingMessage, socket: Socket) => void): Promise<Site> {
  const server: Server = createServer(listener);
  if (onUpgrade !== undefined) server.on('upgrade', onUpgrade);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const stop = async (): Promise<void> => {
    server.close();
    server.closeAllConnections();
    await once(server, 'close');
  };
  return { port, url: `http://127.0.0.1:${port}`, stop };
}
