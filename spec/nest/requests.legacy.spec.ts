import 'reflect-metadata';
import { Readable } from 'node:stream';
import { type ArgumentsHost, type CallHandler, type ExecutionContext, HttpException } from '@nestjs/common';
import { expect } from 'chai';
import { deferred, nextTurn } from '../support/deferred.js';
import { collectReports } from '../support/warnings.js';
import { Apps, answerOf, closedEarly, countRunning, PLATFORMS } from './apps.js';
import { KITS } from './kits.js';

/** Which invocation each step of a request has seen, by the request's name. */
type Steps = Map<string, [step: string, id: string | undefined][]>;

for (const kit of KITS)
  for (const platform of PLATFORMS)
    describe(`nest/requests: ${kit.name}, ${platform}`, () => {
      const { Catch, Controller, Get, Param, Query, UseFilters, UseGuards, UseInterceptors, UsePipes, Post, Body } = kit.common;
      const { currentInvocation, registry } = kit.warmscope;
      const reported = collectReports();
      const apps = new Apps(kit);
      const running = countRunning();
      const begun = (): number => registry.stats().container.invocations;
      let steps: Steps;
      const note = (request: string, step: string): void => {
        const seen = steps.get(request) ?? [];
        steps.set(request, seen);
        seen.push([step, currentInvocation()?.id]);
      };
      const of = (request: string): { steps: string[]; ids: (string | undefined)[] } => ({
        steps: (steps.get(request) ?? []).map(([step]) => step),
        ids: [...new Set((steps.get(request) ?? []).map(([, id]) => id))],
      });
      const nameIn = (host: ArgumentsHost): string => host.switchToHttp().getRequest().query.name;
      const failsAt = (host: ArgumentsHost): string => host.switchToHttp().getRequest().query.failAt;

      beforeEach(() => {
        steps = new Map();
      });

      class Guard {
        async canActivate(context: ExecutionContext): Promise<boolean> {
          note(nameIn(context), 'guard');
          await nextTurn();
          if (failsAt(context) === 'guard') throw new HttpException({ at: 'guard' }, 418);
          return true;
        }
      }
      class Interceptor {
        intercept(context: ExecutionContext, next: CallHandler) {
          note(nameIn(context), 'interceptor');
          if (failsAt(context) === 'interceptor') throw new HttpException({ at: 'interceptor' }, 418);
          return next.handle();
        }
      }
      class Pipe {
        transform(value: { name?: string; failAt?: string }) {
          if (value?.name !== undefined) note(value.name, 'pipe');
          if (value?.failAt === 'pipe') throw new HttpException({ at: 'pipe' }, 418);
          return value;
        }
      }
      @Catch()
      class Filter {
        catch(error: HttpException, host: ArgumentsHost) {
          note(nameIn(host), 'filter');
          const response = host.switchToHttp().getResponse();
          const body = error.getResponse?.() ?? { message: error.message };
          if (platform === 'express') response.status(error.getStatus?.() ?? 500).json(body);
          else response.status(error.getStatus?.() ?? 500).send(body);
        }
      }

      @Controller('stages')
      @UseGuards(new Guard())
      @UseInterceptors(new Interceptor())
      @UsePipes(new Pipe())
      @UseFilters(new Filter())
      class Stages {
        @Get()
        async get(@Query() query: { name: string; failAt?: string }) {
          note(query.name, 'handler');
          await nextTurn();
          note(query.name, 'later');
          if (query.failAt === 'handler') throw new HttpException({ at: 'handler' }, 418);
          return { id: currentInvocation()?.id };
        }

        @Post()
        post(@Query() query: { name: string }, @Body() body: unknown) {
          note(query.name, 'handler');
          return { body };
        }
      }

      /** The steps with middleware: the module's own, and one of the platform's. */
      class WithMiddleware {
        configure(consumer: { apply(middleware: unknown): { forRoutes(route: unknown): unknown } }): void {
          const middleware = (request: { url: string; originalUrl?: string }, _response: unknown, next: () => void): void => {
            const name = new URL(request.originalUrl ?? request.url, 'http://localhost').searchParams.get('name');
            if (name !== null) note(name, 'middleware');
            next();
          };
          consumer.apply(middleware).forRoutes(Stages);
        }
      }

      const serveStages = (): Promise<string> => {
        kit.common.Module({ imports: [kit.nest.WarmscopeModule.forRoot()], controllers: [Stages] })(WithMiddleware);
        return apps.serve(platform, WithMiddleware as never);
      };

      const ALL = ['middleware', 'guard', 'interceptor', 'pipe', 'handler', 'later'];

      it('a request is one invocation: middleware, guards, interceptors, pipes and handler see it', async () => {
        const url = await serveStages();
        const before = begun();
        const { body } = await answerOf(`${url}/stages?name=ann`);
        expect(of('ann').steps).to.deep.equal(ALL);
        expect(of('ann').ids).to.deep.equal([(body as { id: string }).id]);
        expect(begun() - before).to.equal(1);
        await nextTurn();
        expect(running()).to.equal(0);
      });

      for (const [at, reached] of [
        ['guard', 2],
        ['interceptor', 3],
        ['pipe', 4],
        ['handler', 6],
      ] as const)
        it(`a failing ${at} is part of it, and so is the exception filter`, async () => {
          const url = await serveStages();
          const answer = await answerOf(`${url}/stages?name=bob&failAt=${at}`);
          expect(answer).to.deep.equal({ status: 418, body: { at } });
          expect(of('bob').steps).to.deep.equal([...ALL.slice(0, reached), 'filter']);
          expect(of('bob').ids).to.have.length(1);
          expect(of('bob').ids[0]).to.be.a('string');
          await nextTurn();
          expect(running()).to.equal(0);
        });

      it('a body that arrives in parts does not lose it', async () => {
        const url = await serveStages();
        const parts = [
          JSON.stringify({ text: 'x'.repeat(100_000) }).slice(0, 50_000),
          JSON.stringify({ text: 'x'.repeat(100_000) }).slice(50_000),
        ];
        const stream = new ReadableStream({
          async pull(controller) {
            const part = parts.shift();
            await nextTurn();
            if (part === undefined) controller.close();
            else controller.enqueue(new TextEncoder().encode(part));
          },
        });
        const headers = { 'content-type': 'application/json' };
        const init = { method: 'POST', body: stream, duplex: 'half', headers } as RequestInit;
        const response = await fetch(`${url}/stages?name=cid`, init);
        expect(response.status).to.equal(201);
        expect(of('cid').steps).to.deep.equal(
          ['middleware', 'guard', 'interceptor', 'pipe', 'pipe', 'handler'].filter(
            (step, index, all) => step !== 'pipe' || all.indexOf(step) === index,
          ),
        );
        expect(of('cid').ids).to.have.length(1);
        expect(of('cid').ids[0]).to.be.a('string');
      });

      it('requests at the same time each have their own', async () => {
        const url = await serveStages();
        const before = begun();
        const names = Array.from({ length: 25 }, (_, index) => `n${index}`);
        await Promise.all(names.map((name, index) => answerOf(`${url}/stages?name=${name}${index % 5 === 0 ? '&failAt=handler' : ''}`)));
        const ids = names.flatMap((name) => of(name).ids);
        expect(new Set(ids).size).to.equal(25);
        expect(ids).to.not.include(undefined);
        expect(begun() - before).to.equal(25);
        await nextTurn();
        expect(running()).to.equal(0);
      });

      it('where nothing answers it is an invocation as well', async () => {
        const url = await serveStages();
        const before = begun();
        expect((await answerOf(`${url}/nowhere`)).status).to.equal(404);
        expect(begun() - before).to.equal(1);
        await nextTurn();
        expect(running()).to.equal(0);
      });

      it('ends with the response: what goes on after it is in no invocation', async () => {
        const [gate, seen] = [deferred(), deferred<unknown>()];
        @Controller()
        class Late {
          @Get()
          get() {
            void gate.promise.then(() => seen.resolve(currentInvocation()));
            return {};
          }
        }
        const url = await apps.serve(platform, apps.module({ imports: [kit.nest.WarmscopeModule.forRoot()], controllers: [Late] }));
        await answerOf(url);
        await nextTurn();
        gate.resolve();
        expect(await seen.promise).to.equal(undefined);
      });

      it('ends where the client goes away, whatever the handler still does', async () => {
        const [reached, gate, done] = [deferred(), deferred(), deferred<unknown>()];
        @Controller()
        class Slow {
          @Get(':name')
          async get(@Param('name') name: string) {
            note(name, 'handler');
            reached.resolve();
            await gate.promise;
            done.resolve(currentInvocation());
            return {};
          }
        }
        const url = await apps.serve(platform, apps.module({ imports: [kit.nest.WarmscopeModule.forRoot()], controllers: [Slow] }));
        await closedEarly(`${url}/dan`, reached.promise);
        while (running() > 0) await nextTurn();
        gate.resolve();
        expect(await done.promise).to.equal(undefined);
        expect(await reported.codes()).to.deep.equal([]);
      });

      it('lasts as long as the body is sent', async () => {
        const [chunk, ended] = [deferred(), deferred()];
        @Controller()
        class Streams {
          @Get()
          get() {
            async function* chunks(): AsyncGenerator<string> {
              yield 'one';
              await chunk.promise;
              yield 'two';
              ended.resolve();
            }
            return new kit.common.StreamableFile(Readable.from(chunks(), { objectMode: false }));
          }
        }
        const url = await apps.serve(platform, apps.module({ imports: [kit.nest.WarmscopeModule.forRoot()], controllers: [Streams] }));
        const response = await fetch(url);
        const reader = response.body?.getReader();
        await reader?.read();
        expect(running()).to.equal(1);
        chunk.resolve();
        await ended.promise;
        while (!(await reader?.read())?.done) {
          // Until all is read.
        }
        while (running() > 0) await nextTurn();
      });
    });
