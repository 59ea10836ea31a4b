import 'reflect-metadata';
import type { Provider } from '@nestjs/common';
import { expect } from 'chai';
import { deferred, errorOf, nextTurn } from '../support/deferred.js';
import { collectReports } from '../support/warnings.js';
import { Apps, answerOf, type ModuleClass, PLATFORMS, QUIET } from './apps.js';
import { KITS } from './kits.js';

for (const kit of KITS)
  describe(`nest/applications: ${kit.name}`, () => {
    const { Controller, Get, Injectable } = kit.common;
    const { cached, cacheOf, ContainerSingleton, containerSingleton, currentInvocation, registry, runInvocation } = kit.warmscope;
    const { WarmscopeModule } = kit.nest;
    const { Test } = kit.testing;
    const reported = collectReports();
    const apps = new Apps(kit);
    let disposed: string[];
    beforeEach(() => {
      disposed = [];
    });

    const contextOf = async (module: ModuleClass) => apps.closing(await kit.core.NestFactory.createApplicationContext(module, QUIET));
    const appWith = (singletons: readonly (new (...args: never[]) => object)[], providers: Provider[] = []): ModuleClass =>
      apps.module({ imports: [WarmscopeModule.forRoot({ singletons })], providers });
    /** A new container singleton's class that says when it is disposed. */
    const client = (name: string, ...inject: unknown[]) => {
      class Client {
        readonly with_: unknown;
        constructor(...others: unknown[]) {
          this.with_ = others[0];
        }
        close(): void {
          disposed.push(name);
        }
      }
      ContainerSingleton({ inject: inject as never, name })(Client as never);
      return Client;
    };

    describe('shutdown', () => {
      it('disposes the clients, dependents first, and empties the caches', async () => {
        const Db = client('db');
        const Orders = client('orders', Db);
        const load = cached((id: number) => id);
        load(1);
        const context = await contextOf(appWith([Orders]));
        expect(disposed).to.deep.equal([]);
        await context.close();
        expect(disposed).to.deep.equal(['orders', 'db']);
        expect(cacheOf(load).size).to.equal(0);
      });

      it('comes after the hooks of all providers, which may still use clients', async () => {
        const Db = client('db');
        @Injectable()
        class Service {
          onModuleDestroy(): void {
            disposed.push('destroy');
          }
          onApplicationShutdown(): void {
            registry.resolve(Db);
            disposed.push('shutdown');
          }
        }
        const context = await contextOf(appWith([Db], [Service]));
        await context.close();
        expect(disposed).to.deep.equal(['destroy', 'shutdown', 'db']);
      });

      it('of one of two applications in the process takes what was built with its providers alone', async () => {
        const [Shared, OfFirst] = [client('shared'), client('of the first', 'first')];
        const first = await contextOf(appWith([Shared, OfFirst], [{ provide: 'first', useValue: 1 }]));
        const second = await contextOf(appWith([Shared], [{ provide: 'second', useValue: 2 }]));
        expect(second.get(Shared)).to.equal(first.get(Shared));
        await first.close();
        expect(disposed).to.deep.equal(['of the first']);
        expect(registry.resolve('second')).to.equal(2);
        expect(await errorOf(() => registry.resolve('first'))).to.include({ code: 'ERR_WARMSCOPE_RESOLUTION' });
        await second.close();
        expect(disposed).to.deep.equal(['of the first', 'shared']);
      });

      it('of the last one waits for what is running, such as a message that is still answered', async () => {
        const Db = client('db');
        const context = await contextOf(appWith([Db], [{ provide: 'url', useValue: 'db' }]));
        const gate = deferred();
        const running = runInvocation({}, async () => {
          await gate.promise;
          return [registry.resolve('url'), disposed.length];
        });
        const closing = context.close();
        await nextTurn();
        expect(disposed).to.deep.equal([]);
        gate.resolve();
        expect(await running).to.deep.equal(['db', 0]);
        await closing;
        expect(disposed).to.deep.equal(['db']);
      });

      it('from within an invocation waits for nobody', async () => {
        const Db = client('db');
        const context = await contextOf(appWith([Db]));
        await runInvocation({}, () => context.close());
        expect(disposed).to.deep.equal(['db']);
      });

      it('of one leaves its clients to an application that is created meanwhile', async () => {
        const Db = client('db');
        const first = await contextOf(appWith([Db]));
        const gate = deferred();
        const running = runInvocation({}, () => gate.promise);
        const closing = first.close();
        const second = await contextOf(appWith([Db], [{ provide: 'url', useValue: 'db' }]));
        gate.resolve();
        await Promise.all([running, closing]);
        expect(disposed).to.deep.equal([]);
        expect(registry.resolve('url')).to.equal('db');
        await second.close();
        expect(disposed).to.deep.equal(['db']);
      });

      it('leaves nothing connected: the next application begins anew', async () => {
        const Db = client('db', 'url');
        for (const url of ['one', 'two']) {
          const context = await contextOf(appWith([Db], [{ provide: 'url', useValue: url }]));
          expect(context.get(Db).with_).to.equal(url);
          await context.close();
          expect(await errorOf(() => registry.resolve('url'))).to.include({ code: 'ERR_WARMSCOPE_RESOLUTION' });
        }
        expect(disposed).to.deep.equal(['db', 'db']);
      });

      it('reports what cannot be disposed, and goes on', async () => {
        class Broken {
          close(): void {
            throw new Error('broken');
          }
        }
        ContainerSingleton({})(Broken);
        const Db = client('db');
        const context = await contextOf(appWith([Db, Broken]));
        await context.close();
        expect(disposed).to.deep.equal(['db']);
        expect(await reported.codes()).to.deep.equal(['WARN_WARMSCOPE_DISPOSAL']);
      });
    });

    describe('start', () => {
      it('waits for eager clients, and fails where one does', async () => {
        let isThere = false;
        const db = containerSingleton(
          async () => {
            await new Promise((done) => setImmediate(done));
            isThere = true;
            return {};
          },
          { eager: true, name: 'eager db' },
        );
        await contextOf(appWith([]));
        expect(isThere).to.equal(true);
        await db();
        let isDown = true;
        const failing = containerSingleton(
          async () => {
            if (isDown) throw new Error('down');
            return {};
          },
          { eager: true, name: 'failing' },
        );
        expect((await errorOf(() => contextOf(appWith([])))).message).to.equal('down');
        isDown = false;
        expect(await failing()).to.deep.equal({});
      });
    });

    describe('in tests', () => {
      it('modules that are compiled and never closed do not answer for the next one', async () => {
        for (const name of ['one', 'two']) {
          @Injectable()
          class Service {}
          const module = await Test.createTestingModule({
            imports: [WarmscopeModule.forRoot()],
            providers: [{ provide: 'name', useValue: name }, Service],
          }).compile();
          expect(registry.resolve('name')).to.equal(name);
          expect(registry.resolve(Service)).to.equal(module.get(Service));
        }
        await (await contextOf(appWith([]))).close();
        expect(await errorOf(() => registry.resolve('name'))).to.include({ code: 'ERR_WARMSCOPE_RESOLUTION' });
      });

      it('a container singleton that is overridden is the mock for everybody, until the module is closed', async () => {
        const Db = client('db');
        const Orders = client('orders', Db);
        const real = registry.resolve(Orders);
        for (const override of ['useValue', 'useFactory', 'useClass'] as const) {
          const mock = { isMock: true };
          class Mock {
            isMock = true;
          }
          const building = Test.createTestingModule({ imports: [appWith([Db, Orders])] }).overrideProvider(Db);
          const module = apps.closing(
            await (override === 'useValue'
              ? building.useValue(mock)
              : override === 'useClass'
                ? building.useClass(Mock)
                : building.useFactory({ factory: async () => mock })
            ).compile(),
          );
          await module.init();
          expect(module.get(Db), override).to.include({ isMock: true });
          expect(registry.resolve(Db), override).to.equal(module.get(Db));
          expect(module.get(Orders).with_, override).to.equal(module.get(Db));
          await module.close();
          expect(registry.resolve(Orders).with_, override).to.be.instanceOf(Db);
        }
        expect(real.with_).to.be.instanceOf(Db);
      });

      it('a provider that is overridden is what container singletons are built with', async () => {
        @Injectable()
        class Config {}
        const Db = client('db', Config);
        const mock = { isMock: true };
        const module = apps.closing(
          await Test.createTestingModule({ imports: [appWith([Db], [Config])] })
            .overrideProvider(Config)
            .useValue(mock)
            .compile(),
        );
        expect(module.get(Db).with_).to.equal(mock);
        await module.init();
      });

      for (const platform of PLATFORMS)
        it(`requests to an application of a testing module are invocations: ${platform}`, async () => {
          @Controller()
          class Ids {
            @Get()
            get() {
              return { isInvocation: currentInvocation() !== undefined };
            }
          }
          const module = await Test.createTestingModule({ imports: [WarmscopeModule.forRoot()], controllers: [Ids] }).compile();
          const app = apps.closing(
            platform === 'express'
              ? module.createNestApplication(QUIET as never)
              : module.createNestApplication(new kit.fastify.FastifyAdapter() as never, QUIET as never),
          );
          await app.listen(0, '127.0.0.1');
          expect((await answerOf(await app.getUrl())).body).to.deep.equal({ isInvocation: true });
        });
    });

    describe('misuse', () => {
      it('a listed class that is no container singleton is an error when the module is made', async () => {
        class Plain {}
        for (const [listed, shown] of [
          [Plain, '[class Plain]'],
          [undefined, 'undefined'],
          ['Plain', "'Plain'"],
        ] as const) {
          const error = await errorOf(() => WarmscopeModule.forRoot({ singletons: [listed as never] }));
          expect(error).to.include({ code: 'ERR_WARMSCOPE_INVALID_OPTION' });
          expect(error.message).to.contain(`"singletons" of WarmscopeModule.forRoot: received ${shown}; valid are classes with`);
        }
        const late = await errorOf(() => WarmscopeModule.forRootAsync({ singletons: [Plain], useFactory: () => ({}) }));
        expect(late).to.include({ code: 'ERR_WARMSCOPE_INVALID_OPTION' });
      });

      for (const [options, message] of [
        [{ tenants: () => 'a' }, 'Unknown option "tenants" of WarmscopeModule.forRoot'],
        [{ tenant: 'a' }, 'Invalid option "tenant" of WarmscopeModule.forRoot'],
        [{ singletons: {} }, 'Invalid option "singletons" of WarmscopeModule.forRoot'],
        [null, 'WarmscopeModule.forRoot takes an object of options'],
      ] as const)
        it(`refuses ${JSON.stringify(options)}`, async () => {
          const error = await errorOf(() => WarmscopeModule.forRoot(options as never));
          expect(error).to.include({ code: 'ERR_WARMSCOPE_INVALID_OPTION' });
          expect(error.message).to.contain(message);
        });

      it('refuses senseless options of a factory when the application is created', async () => {
        const module = apps.module({ imports: [WarmscopeModule.forRootAsync({ useFactory: async () => ({ tenant: 7 }) as never })] });
        const error = await errorOf(() => contextOf(module));
        expect(error).to.include({ code: 'ERR_WARMSCOPE_INVALID_OPTION' });
        expect(error.message).to.contain('Invalid option "tenant" of WarmscopeModule');
      });

      it('refuses a factory beside a class, and neither', async () => {
        class Options {
          createWarmscopeOptions(): object {
            return {};
          }
        }
        const useFactory = (): object => ({});
        for (const [parts, received] of [
          [{}, 'none of them'],
          [{ singletons: [] }, 'none of them'],
          [{ useFactory, useClass: Options }, 'useFactory and useClass'],
          [{ useClass: Options, useExisting: Options }, 'useClass and useExisting'],
        ] as const) {
          const error = await errorOf(() => WarmscopeModule.forRootAsync(parts as never));
          expect(error.code).to.equal('ERR_WARMSCOPE_INVALID_OPTION');
          expect(error.message).to.contain(`received ${received}.`);
        }
      });

      it('refuses to be imported twice in one application; the same module may be', async () => {
        const twice = apps.module({
          imports: [WarmscopeModule.forRoot(), apps.module({ imports: [WarmscopeModule.forRoot({ singletons: [client('c')] })] })],
        });
        const error = await errorOf(() => contextOf(twice));
        expect(error).to.include({ code: 'ERR_WARMSCOPE_INVALID_OPTION' });
        expect(error.message).to.contain('twice in one application');
        const one = WarmscopeModule.forRoot();
        await contextOf(apps.module({ imports: [one, apps.module({ imports: [one] })] }));
      });

      it('refuses a container singleton among the providers: Nest would build another one', async () => {
        const Db = client('db');
        for (const providers of [[Db], [{ provide: 'db', useClass: Db }]] as Provider[][]) {
          const error = await errorOf(() => contextOf(appWith([], providers)));
          expect(error).to.include({ code: 'ERR_WARMSCOPE_INVALID_TARGET' });
          expect(error.message).to.contain('from its `providers` to `singletons`');
        }
        const read = containerSingleton(() => 7, { name: 'seven' });
        expect((await contextOf(appWith([], [{ provide: 'seven', useFactory: read }]))).get('seven')).to.equal(7);
      });
    });
  });
