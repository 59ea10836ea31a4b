import 'reflect-metadata';
import { createServer } from 'node:net';
import type { ArgumentsHost, CallHandler, ExecutionContext, INestApplication, INestMicroservice } from '@nestjs/common';
import type { ClientProxy } from '@nestjs/microservices';
import { expect } from 'chai';
import { lastValueFrom, Observable, throwError, toArray } from 'rxjs';
import { deferred, nextTurn } from '../support/deferred.js';
import { collectReports } from '../support/warnings.js';
import { Apps, answerOf, countRunning, type ModuleClass, QUIET } from './apps.js';
import { KITS } from './kits.js';

/** A port that is free, as Nest does not tell which one it got. */
async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as { port: number };
  await new Promise((done) => server.close(done));
  return port;
}

for (const kit of KITS)
  describe(`nest/messages: ${kit.name}`, () => {
    const { Catch, Controller, Get, UseFilters, UseGuards, UseInterceptors } = kit.common;
    const { ClientProxyFactory, EventPattern, MessagePattern, Payload, Transport } = kit.microservices;
    const { currentInvocation, registry } = kit.warmscope;
    const reported = collectReports();
    const apps = new Apps(kit);
    const begun = (): number => registry.stats().container.invocations;
    const running = countRunning();
    const atRest = async (): Promise<void> => {
      while (running() > 0) await nextTurn();
    };
    let seen: [step: string, id: string | undefined, tenant: string | undefined][];
    let heard = deferred<unknown>();
    let gate = deferred();
    const note = (step: string): void => void seen.push([step, currentInvocation()?.id, currentInvocation()?.tenantId]);
    beforeEach(() => {
      seen = [];
      heard = deferred();
      gate = deferred();
    });

    class Guard {
      async canActivate(context: ExecutionContext): Promise<boolean> {
        note('guard');
        await nextTurn();
        return context.switchToRpc().getData().allowed !== false;
      }
    }
    class Interceptor {
      intercept(_context: ExecutionContext, next: CallHandler) {
        note('interceptor');
        return next.handle();
      }
    }
    @Catch()
    class Filter {
      catch(error: Error, _host: ArgumentsHost) {
        note('filter');
        return throwError(() => ({ message: error.message }));
      }
    }

    interface Message {
      readonly tenant?: string;
      readonly allowed?: boolean;
    }

    @Controller()
    @UseGuards(new Guard())
    @UseInterceptors(new Interceptor())
    @UseFilters(new Filter())
    class Messages {
      @MessagePattern('once')
      async once(@Payload() _message: Message) {
        note('handler');
        await nextTurn();
        note('later');
        return currentInvocation()?.tenantId ?? 'nobody';
      }

      @MessagePattern('often')
      often(@Payload() _message: Message) {
        return new Observable<string>((subscriber) => {
          note('subscribed');
          subscriber.next('one');
          void gate.promise.then(() => {
            note('second');
            subscriber.next('two');
            subscriber.complete();
          });
        });
      }

      @MessagePattern('fails')
      async fails(@Payload() _message: Message) {
        note('handler');
        await nextTurn();
        throw new Error('no answer');
      }

      @EventPattern('event')
      async event(@Payload() _message: Message) {
        note('event');
        await nextTurn();
        heard.resolve(currentInvocation()?.id);
      }

      @Get()
      http() {
        note('http');
        return {};
      }
    }

    const tenantOf = (context: ExecutionContext): string | undefined =>
      context.getType() === 'rpc' ? context.switchToRpc().getData<Message>().tenant : undefined;
    const module = (tenant = tenantOf): ModuleClass =>
      apps.module({ imports: [kit.nest.WarmscopeModule.forRoot({ tenant })], controllers: [Messages] });

    const clientOf = async (port: number): Promise<ClientProxy> => {
      const client = apps.closing(ClientProxyFactory.create({ transport: Transport.TCP, options: { host: '127.0.0.1', port } }));
      await client.connect();
      return client;
    };
    const ask = (client: ClientProxy, pattern: string, message: Message = {}): Promise<unknown> =>
      lastValueFrom(client.send(pattern, message));
    const failureOf = async (answer: Promise<unknown>): Promise<unknown> =>
      answer.then(
        () => 'none',
        (error: { message?: string }) => error.message ?? error,
      );

    const microservice = async (): Promise<ClientProxy> => {
      const port = await freePort();
      const app: INestMicroservice = await kit.core.NestFactory.createMicroservice(module(), {
        ...QUIET,
        transport: Transport.TCP,
        options: { host: '127.0.0.1', port },
      } as never);
      apps.closing(app);
      await app.listen();
      return clientOf(port);
    };

    it('a message is one invocation: guards, interceptors and handler see it', async () => {
      const client = await microservice();
      const before = begun();
      expect(await ask(client, 'once', { tenant: 'ann' })).to.equal('ann');
      expect(seen.map(([step]) => step)).to.deep.equal(['guard', 'interceptor', 'handler', 'later']);
      expect(new Set(seen.map(([, id]) => id)).size).to.equal(1);
      expect(seen[0]?.[1]).to.be.a('string');
      expect(seen.map(([, , tenant]) => tenant)).to.deep.equal(['ann', 'ann', 'ann', 'ann']);
      expect(begun() - before).to.equal(1);
      await atRest();
    });

    it('messages at the same time, over one connection, each have their own', async () => {
      const client = await microservice();
      const before = begun();
      const tenants = Array.from({ length: 25 }, (_, index) => `t${index % 5}`);
      const answers = await Promise.all(tenants.map((tenant) => ask(client, 'once', { tenant })));
      expect(answers).to.deep.equal(tenants);
      expect(new Set(seen.map(([, id]) => id)).size).to.equal(25);
      expect(begun() - before).to.equal(25);
      await atRest();
    });

    it('a refusal and a failure are part of it, and so is the exception filter', async () => {
      const client = await microservice();
      expect(await failureOf(ask(client, 'once', { allowed: false }))).to.equal('Forbidden resource');
      expect(await failureOf(ask(client, 'fails'))).to.equal('no answer');
      expect(seen.map(([step]) => step)).to.deep.equal(['guard', 'filter', 'guard', 'interceptor', 'handler', 'filter']);
      const ids = seen.map(([, id]) => id);
      expect(ids).to.not.include(undefined);
      expect([new Set(ids.slice(0, 2)).size, new Set(ids.slice(2)).size, new Set(ids).size]).to.deep.equal([1, 1, 2]);
      await atRest();
    });

    it('an observable is part of it, until its last answer is out', async () => {
      const client = await microservice();
      const answers = lastValueFrom(client.send('often', {}).pipe(toArray()));
      while (!seen.some(([step]) => step === 'subscribed')) await nextTurn();
      expect(running()).to.equal(1);
      gate.resolve();
      expect(await answers).to.deep.equal(['one', 'two']);
      expect(new Set(seen.map(([, id]) => id)).size).to.equal(1);
      await atRest();
    });

    it('an event is one', async () => {
      const client = await microservice();
      const before = begun();
      client.emit('event', {});
      expect(await heard.promise).to.be.a('string');
      expect(new Set(seen.map(([, id]) => id)).size).to.equal(1);
      expect(begun() - before).to.equal(1);
      await atRest();
    });

    for (const inheritAppConfig of [true, false])
      it(`in a hybrid application, requests and messages are (inheritAppConfig: ${inheritAppConfig})`, async () => {
        const port = await freePort();
        const url = await apps.serve('express', module(), async (app: INestApplication) => {
          app.connectMicroservice({ transport: Transport.TCP, options: { host: '127.0.0.1', port } }, { inheritAppConfig });
          await app.startAllMicroservices();
        });
        const before = begun();
        await answerOf(url);
        const client = await clientOf(port);
        expect(await ask(client, 'once', { tenant: 'ann' })).to.equal('ann');
        expect(begun() - before).to.equal(2);
        const ids = seen.map(([, id]) => id);
        expect(ids).to.not.include(undefined);
        expect(new Set(ids).size).to.equal(2);
        await atRest();
        expect(await reported.codes()).to.deep.equal([]);
      });

    it('a tenant by the handler is not known in a hybrid application that keeps its configurations apart', async () => {
      const port = await freePort();
      const byHandler = (context: ExecutionContext): string => context.getHandler().name;
      await apps.serve('express', module(byHandler), async (app: INestApplication) => {
        app.connectMicroservice({ transport: Transport.TCP, options: { host: '127.0.0.1', port } });
        await app.startAllMicroservices();
      });
      const client = await clientOf(port);
      for (let call = 0; call < 2; call++) expect(await ask(client, 'once')).to.equal('nobody');
      const [warning, ...others] = await reported.warnings();
      expect(warning).to.include({ code: 'WARN_WARMSCOPE_TENANT' });
      expect(String(warning?.cause)).to.contain('inheritAppConfig');
      expect(others).to.deep.equal([]);
    });
  });
