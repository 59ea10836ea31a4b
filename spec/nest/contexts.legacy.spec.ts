import 'reflect-metadata';
import { EventEmitter } from 'node:events';
import type { ExecutionContext, WebSocketAdapter } from '@nestjs/common';
import type { ExternalContextCreator as Creator } from '@nestjs/core';
import { SubscribeMessage, WebSocketGateway } from '@nestjs/websockets';
import { expect } from 'chai';
import { lastValueFrom, type Observable } from 'rxjs';
import { nextTurn } from '../support/deferred.js';
import { Apps, answerOf, countRunning, QUIET } from './apps.js';
import { KITS, nest12 } from './kits.js';

for (const kit of KITS)
  describe(`nest/contexts: ${kit.name}`, () => {
    const { Controller, Get, Inject, Injectable } = kit.common;
    const { currentInvocation, registry } = kit.warmscope;
    const { WarmscopeModule } = kit.nest;
    const { ExternalContextCreator } = kit.core;
    const apps = new Apps(kit);
    const running = countRunning();
    const begun = (): number => registry.stats().container.invocations;

    /** A resolver as GraphQL's, or a consumer as that of a queue: Nest makes their handlers in the same way. */
    @Injectable()
    class Resolver {
      async field() {
        await nextTurn();
        return { id: currentInvocation()?.id, tenant: currentInvocation()?.tenantId };
      }
    }
    const handlerOf = (creator: Creator, resolver: Resolver, type: string) =>
      creator.create(resolver, resolver.field, 'field', undefined, undefined, undefined, undefined, undefined, type) as (
        ...args: unknown[]
      ) => Promise<{ id?: string; tenant?: string }>;
    const tenant = (context: ExecutionContext): string | undefined =>
      context.getType<string>() === 'graphql' ? context.getArgByIndex<{ tenant: string }>(2).tenant : undefined;

    it('resolvers of one request are in the invocation of the request, and tell its tenant', async () => {
      @Controller()
      class Gate {
        constructor(
          @Inject(ExternalContextCreator) readonly creator: Creator,
          @Inject(Resolver) readonly resolver: Resolver,
        ) {}

        @Get()
        async get() {
          const field = handlerOf(this.creator, this.resolver, 'graphql');
          const context = { tenant: 'ann' };
          return { id: currentInvocation()?.id, fields: await Promise.all([field({}, {}, context), field({}, {}, context)]) };
        }
      }
      const url = await apps.serve(
        'express',
        apps.module({ imports: [WarmscopeModule.forRoot({ tenant })], providers: [Resolver], controllers: [Gate] }),
      );
      const before = begun();
      const { id, fields } = (await answerOf(url)).body as { id: string; fields: unknown };
      expect(fields).to.deep.equal([
        { id, tenant: 'ann' },
        { id, tenant: 'ann' },
      ]);
      expect(begun() - before).to.equal(1);
    });

    it('what no request leads to, such as a subscription or the consumer of a queue, is an invocation of its own', async () => {
      const module = apps.module({ imports: [WarmscopeModule.forRoot({ tenant })], providers: [Resolver] });
      const context = apps.closing(await kit.core.NestFactory.createApplicationContext(module, QUIET));
      const field = handlerOf(context.get(ExternalContextCreator), context.get(Resolver), 'graphql');
      const before = begun();
      const answers = await Promise.all(['a', 'b'].map((name) => field({}, {}, { tenant: name })));
      expect(answers.map((answer) => answer.tenant)).to.deep.equal(['a', 'b']);
      expect(new Set(answers.map(({ id }) => id)).size).to.equal(2);
      expect(begun() - before).to.equal(2);
      expect(running()).to.equal(0);
    });
  });

describe('nest/contexts: gateways', () => {
  const { currentInvocation } = nest12.warmscope;
  const { WarmscopeInterceptor, WarmscopeModule } = nest12.nest;
  const apps = new Apps(nest12);
  const running = countRunning();

  /** A server of sockets without a network. */
  class Sockets implements WebSocketAdapter {
    handle: ((data: unknown) => Promise<Observable<unknown>>) | undefined;
    readonly server = new EventEmitter();
    create(): EventEmitter {
      return this.server;
    }
    bindClientConnect(server: EventEmitter, callback: (client: object) => void): void {
      server.on('connection', callback);
    }
    bindMessageHandlers(
      _client: object,
      handlers: readonly { callback(data: unknown): unknown }[],
      transform: (data: never) => Observable<unknown>,
    ): void {
      this.handle = async (data) => transform(handlers[0]?.callback(data) as never);
    }
    close(): void {}
    dispose(): void {}
  }

  it('each message is an invocation where the gateway has the interceptor', async () => {
    @nest12.common.UseInterceptors(WarmscopeInterceptor)
    @WebSocketGateway()
    class Prices {
      @SubscribeMessage('price')
      async price() {
        await nextTurn();
        return { id: currentInvocation()?.id, tenant: currentInvocation()?.tenantId };
      }
    }
    const sockets = new Sockets();
    const tenant = (context: ExecutionContext): string => context.switchToWs().getData<{ tenant: string }>().tenant;
    const feature = apps.module({ providers: [Prices] });
    await apps.serve('express', apps.module({ imports: [WarmscopeModule.forRoot({ tenant }), feature] }), (app) =>
      app.useWebSocketAdapter(sockets),
    );
    sockets.server.emit('connection', new EventEmitter());
    while (sockets.handle === undefined) await nextTurn();
    const { handle } = sockets;
    const answers = await Promise.all(['a', 'b'].map(async (name) => lastValueFrom(await handle({ tenant: name }))));
    expect(answers.map((answer) => (answer as { tenant: string }).tenant)).to.deep.equal(['a', 'b']);
    expect(new Set(answers.map((answer) => (answer as { id: string }).id)).size).to.equal(2);
    expect(running()).to.equal(0);
  });
});
