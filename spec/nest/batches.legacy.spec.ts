import 'reflect-metadata';
import type { ExecutionContext } from '@nestjs/common';
import { expect } from 'chai';
import { Apps, countRunning, PLATFORMS } from './apps.js';
import { KITS } from './kits.js';

interface Order {
  readonly tenant?: string | undefined;
}

for (const kit of KITS) {
  const { Controller, Get } = kit.common;
  const { MessagePattern, Payload, Server } = kit.microservices;
  const { Cached, createHandler, currentInvocation, registry, runInvocation } = kit.warmscope;
  const { WarmscopeModule } = kit.nest;

  const tenant = (context: ExecutionContext): string | undefined =>
    context.getType() === 'http' ? context.switchToHttp().getRequest().headers['x-tenant'] : context.switchToRpc().getData<Order>().tenant;

  @Controller()
  class Plans {
    @Cached({ scope: 'tenant', ttl: '5m' })
    async plan(): Promise<string> {
      await new Promise((done) => setImmediate(done));
      return `plan of ${currentInvocation()?.tenantId}`;
    }

    @Get('plan')
    async get() {
      const { id } = currentInvocation() ?? {};
      return { id, plan: await this.plan(), left: Number.isFinite(currentInvocation()?.remainingMs()) };
    }

    @MessagePattern('plan')
    async handle(@Payload() _order: Order) {
      return this.get();
    }
  }

  const expected = ['ann', 'bert', undefined, 'ann'];
  const context = { awsRequestId: 'batch', getRemainingTimeInMillis: () => 3_000 };
  const answers = expected.map((name) => ({ id: 'batch', plan: `plan of ${name}`, left: true }));

  for (const platform of PLATFORMS)
    describe(`nest/batches of requests: ${kit.name}, ${platform}`, () => {
      const apps = new Apps(kit);
      const running = countRunning();
      afterEach(async () => {
        while (running() > 0) await new Promise((done) => setImmediate(done));
      });
      const module = () => apps.module({ imports: [WarmscopeModule.forRoot({ tenant })], controllers: [Plans] });
      const ask = async (url: string, name?: string): Promise<unknown> =>
        (await fetch(`${url}/plan`, { headers: name === undefined ? {} : { 'x-tenant': name } })).json();

      // What a server listens for goes on where it was told to listen.
      it('each request has its own tenant where the server began to listen within an invocation', async () => {
        const plans: unknown[] = [];
        await runInvocation({ id: 'start' }, async () => {
          const url = await apps.serve(platform, module());
          for (const name of expected) plans.push(((await ask(url, name)) as { plan: string }).plan);
        });
        expect(plans).to.deep.equal(expected.map((name) => `plan of ${name}`));
      });
    });

  describe(`nest/batches of messages: ${kit.name}`, () => {
    const apps = new Apps(kit);

    /** Hands on what is in one event, as a server for queues on Lambda does. */
    class Batches extends Server {
      override listen(done: () => void): void {
        done();
      }
      override close(): void {}
      override on(): void {}
      override unwrap(): never {
        throw new Error('there is nothing inside');
      }

      async answer(order: Order): Promise<unknown> {
        const outcome = await this.getHandlerByPattern('plan')?.(order, {});
        return new Promise((resolve, reject) => this.transformToObservable(outcome).subscribe({ next: resolve, error: reject }));
      }
    }

    const start = async (parts: Parameters<typeof WarmscopeModule.forRoot>[0]): Promise<Batches> => {
      const strategy = new Batches();
      const module = apps.module({ imports: [WarmscopeModule.forRoot(parts)], controllers: [Plans] });
      await apps.closing(await kit.core.NestFactory.createMicroservice(module, { strategy, logger: false })).listen();
      return strategy;
    };
    const orders = expected.map((name) => ({ tenant: name }));

    it('within one event each message is for its own tenant, together or in turn, and has the time of the event', async () => {
      const strategy = await start({ tenant });
      const together = createHandler((batch: Order[], _context: object) => Promise.all(batch.map((order) => strategy.answer(order))));
      expect(await together(orders, context)).to.deep.equal(answers);
      const inTurn = createHandler(async (batch: Order[], _context: object) => {
        const all: unknown[] = [];
        for (const order of batch) all.push(await strategy.answer(order));
        return all;
      });
      expect(await inTurn(orders.toReversed(), context)).to.deep.equal(answers.toReversed());
    });

    it('they are part of the event where that has the tenant, or nobody tells one', async () => {
      const known = { ...context, tenantId: 'carol' };
      for (const parts of [{ tenant }, {}]) {
        const strategy = await start(parts);
        const handler = createHandler((batch: Order[], _context: object) => Promise.all(batch.map((order) => strategy.answer(order))));
        const before = registry.stats().container.invocations;
        expect(await handler(orders, known)).to.deep.equal(orders.map(() => ({ id: 'batch', plan: 'plan of carol', left: true })));
        expect(registry.stats().container.invocations - before).to.equal(1);
      }
    });
  });

  describe(`nest/batches of what Nest calls like resolvers: ${kit.name}`, () => {
    const { Injectable, UseGuards } = kit.common;
    const { ExternalContextCreator, NestFactory } = kit.core;
    const apps = new Apps(kit);
    const running = countRunning();

    /** Asks for a plan of its own before the handler does. */
    class Guard {
      async canActivate(context: ExecutionContext): Promise<boolean> {
        const order = context.getArgs<Order[]>().find((arg) => arg !== undefined && 'tenant' in arg);
        const expectedHere = order?.tenant;
        expect(await guarded.plan()).to.equal(`plan of ${expectedHere}`);
        return true;
      }
    }

    @Injectable()
    @UseGuards(Guard)
    class Consumer {
      readonly plans = new Plans();

      async consume() {
        return await this.plans.get();
      }
    }
    const guarded = new Plans();

    const told = (context: ExecutionContext): string | undefined =>
      context.getArgs<(Order | undefined)[]>().find((arg) => arg !== undefined && 'tenant' in arg)?.tenant;

    type Call = (order: Order) => Promise<unknown>;
    const start = async (parts: Parameters<typeof WarmscopeModule.forRoot>[0], type: string): Promise<Call> => {
      const module = apps.module({ imports: [WarmscopeModule.forRoot(parts)], providers: [Consumer] });
      const app = apps.closing(await NestFactory.createApplicationContext(module, { logger: false }));
      const consumer = app.get(Consumer);
      const handler = app
        .get(ExternalContextCreator)
        .create(consumer, consumer.consume, 'consume', undefined, undefined, undefined, undefined, undefined, type) as (
        ...args: unknown[]
      ) => Promise<unknown>;
      return (order) => (type === 'graphql' ? handler({}, {}, order) : handler(order));
    };
    const orders = expected.map((name) => ({ tenant: name }));
    afterEach(() => {
      expect(running()).to.equal(0);
    });

    for (const type of ['graphql', 'queue', 'http'])
      it(`within one event each call of type ${type} is for its own tenant, together or in turn, guards included`, async () => {
        const call = await start({ tenant: told }, type);
        const together = createHandler((batch: Order[], _context: object) => Promise.all(batch.map((order) => call(order))));
        expect(await together(orders, context)).to.deep.equal(answers);
        const inTurn = createHandler(async (batch: Order[], _context: object) => {
          const all: unknown[] = [];
          for (const order of batch) all.push(await call(order));
          return all;
        });
        expect(await inTurn(orders.toReversed(), context)).to.deep.equal(answers.toReversed());
      });

    it('resolvers that share the context of one operation are part of its event', async () => {
      const call = await start({ tenant: told }, 'graphql');
      const order = { tenant: 'ann' };
      const handler = createHandler((_event: object, _context: object) => Promise.all([call(order), call(order)]));
      const before = registry.stats().container.invocations;
      expect(await handler({}, context)).to.deep.equal([answers[0], answers[0]]);
      expect(registry.stats().container.invocations - before).to.equal(1);
    });
  });
}
