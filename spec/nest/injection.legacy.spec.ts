import 'reflect-metadata';
import type { DynamicModule, Provider } from '@nestjs/common';
import { expect } from 'chai';
import { type Deferred, deferred, errorOf, nextTurn } from '../support/deferred.js';
import { Apps, type ModuleClass, QUIET } from './apps.js';
import { KITS } from './kits.js';

for (const kit of KITS)
  describe(`nest/injection: ${kit.name}`, () => {
    const { forwardRef, Inject, Injectable, Scope } = kit.common;
    const { ContainerSingleton, registry, cacheOf, Cached, runInvocation } = kit.warmscope;
    const { WarmscopeModule } = kit.nest;
    const apps = new Apps(kit);

    const contextOf = async (module: ModuleClass) => apps.closing(await kit.core.NestFactory.createApplicationContext(module, QUIET));
    const moduleOf = (warmscope: DynamicModule, providers: Provider[] = [], imports: ModuleClass[] = []): ModuleClass =>
      apps.module({ imports: [warmscope, ...imports], providers });

    it('container singletons are injected by their class into providers of every module, and are the registry’s', async () => {
      @ContainerSingleton
      class Storage {}
      @ContainerSingleton({ inject: [Storage] })
      class Reports {
        constructor(readonly storage: Storage) {}
      }
      @Injectable()
      class Near {
        constructor(readonly storage: Storage) {}
      }
      @Injectable()
      class Far {
        constructor(readonly reports: Reports) {}
      }
      const far = apps.module({ providers: [Far], exports: [Far] });
      const context = await contextOf(moduleOf(WarmscopeModule.forRoot({ singletons: [Storage, Reports] }), [Near], [far]));
      expect(context.get(Near).storage).to.equal(registry.resolve(Storage));
      expect(context.get(Far, { strict: false }).reports).to.equal(registry.resolve(Reports));
      expect(registry.resolve(Reports).storage).to.equal(registry.resolve(Storage));
    });

    it('providers of any module are injected into container singletons, by every kind of token', async () => {
      const KEY = Symbol('key');
      @Injectable()
      class Config {}
      class Deep {}
      @ContainerSingleton({ inject: [Config, 'url', KEY, () => Deep, 'alias'] })
      class Client {
        constructor(
          readonly config: Config,
          readonly url: unknown,
          readonly key: unknown,
          readonly deep: Deep,
          readonly alias: Config,
        ) {}
      }
      @Injectable()
      class Service {
        constructor(readonly client: Client) {}
      }
      const deep = apps.module({ providers: [Deep] });
      const slow: Deferred<string> = deferred();
      const providers: Provider[] = [
        Config,
        Service,
        { provide: 'url', useFactory: () => slow.promise },
        { provide: KEY, useValue: 17 },
        { provide: 'alias', useExisting: Config },
      ];
      const opening = contextOf(moduleOf(WarmscopeModule.forRoot({ singletons: [Client] }), providers, [deep]));
      for (let turn = 0; turn < 5; turn++) await nextTurn();
      slow.resolve('https://db');
      const context = await opening;
      const { client } = context.get(Service);
      expect(client).to.include({ url: 'https://db', key: 17 });
      expect(client.config).to.equal(context.get(Config)).and.equal(client.alias);
      expect(client.deep).to.equal(context.get(Deep, { strict: false }));
      expect(registry.resolve(Client)).to.equal(client);
    });

    it('the registry resolves providers, and singletons that nobody listed get them', async () => {
      @Injectable()
      class Config {}
      @ContainerSingleton({ inject: [Config, 'name'] })
      class Unlisted {
        constructor(
          readonly config: Config,
          readonly name: unknown,
        ) {}
      }
      const context = await contextOf(moduleOf(WarmscopeModule.forRoot(), [Config, { provide: 'name', useValue: 'n' }]));
      expect(registry.resolve(Config)).to.equal(context.get(Config));
      expect(registry.resolve('name')).to.equal('n');
      expect(registry.resolve(Unlisted)).to.include({ config: context.get(Config), name: 'n' });
      const error = await errorOf(() => registry.resolve('nothing'));
      expect(error).to.include({ code: 'ERR_WARMSCOPE_RESOLUTION' });
    });

    it('a constructor without tokens is filled by the types that the compiler wrote down, and by @Inject', async () => {
      @Injectable()
      class Config {}
      @ContainerSingleton
      class Other {}
      @ContainerSingleton
      class Client {
        constructor(
          readonly config: Config,
          @Inject('name') readonly name: string,
          @Inject(forwardRef(() => Other)) readonly other: unknown,
        ) {}
      }
      @ContainerSingleton
      class Derived extends Client {}
      const context = await contextOf(
        moduleOf(WarmscopeModule.forRoot({ singletons: [Client, Derived] }), [Config, { provide: 'name', useValue: 'n' }]),
      );
      for (const one of [Client, Derived])
        expect(context.get(one)).to.include({ config: context.get(Config), name: 'n', other: registry.resolve(Other) });
      expect(context.get(Derived)).to.not.equal(context.get(Client));
    });

    it('where nothing says what to pass, an error says what to do', async () => {
      class Plain {
        constructor(readonly one: unknown) {}
      }
      const Untyped = (ContainerSingleton(Plain) as never) ?? Plain;
      const error = await errorOf(() => contextOf(moduleOf(WarmscopeModule.forRoot({ singletons: [Untyped] }))));
      expect(error).to.include({ code: 'ERR_WARMSCOPE_RESOLUTION' });
      expect(error.message).to.contain('Plain cannot be built').and.contain('@Inject of Nest');
    });

    for (const scope of ['REQUEST', 'TRANSIENT'] as const)
      it(`a provider of scope ${scope}, or one that depends on it, is refused: the container’s are for every request`, async () => {
        @Injectable({ scope: Scope[scope] })
        class Own {}
        @Injectable()
        class Dependent {
          constructor(readonly own: Own) {}
        }
        @ContainerSingleton({ inject: [Own] })
        class Client {
          constructor(readonly own: Own) {}
        }
        const listed = await errorOf(() => contextOf(moduleOf(WarmscopeModule.forRoot({ singletons: [Client] }), [Own])));
        await contextOf(moduleOf(WarmscopeModule.forRoot(), [Own, Dependent]));
        const resolved = await errorOf(() => registry.resolve(Own));
        for (const error of [listed, resolved]) {
          expect(error).to.include({ code: 'ERR_WARMSCOPE_RESOLUTION' });
          expect(error.message).to.contain('Own cannot be resolved: it is request-scoped or transient');
        }
        if (scope === 'REQUEST') expect(await errorOf(() => registry.resolve(Dependent))).to.include({ code: 'ERR_WARMSCOPE_RESOLUTION' });
      });

    it('a cycle of container singletons and providers is an error that prints it', async () => {
      @ContainerSingleton({ inject: ['first'] })
      class Client {
        constructor(readonly first: unknown) {}
      }
      @ContainerSingleton({ inject: [Client] })
      class Outer {
        constructor(readonly client: Client) {}
      }
      const providers: Provider[] = [
        { provide: 'first', useFactory: (second: unknown) => second, inject: ['second'] },
        { provide: 'second', useFactory: (outer: unknown) => outer, inject: [Outer] },
      ];
      const error = await errorOf(() => contextOf(moduleOf(WarmscopeModule.forRoot({ singletons: [Client, Outer] }), providers)));
      expect(error).to.include({ code: 'ERR_WARMSCOPE_RESOLUTION' });
      expect(error.message).to.contain('Outer needs itself to be built: Outer -> first -> second -> Outer.');
    });

    it('what Nest has not built yet is an error, not a half-made object', async () => {
      @Injectable()
      class Config {
        readonly isWhole = true;
      }
      let error: Error | undefined;
      const hasty = (): void => {
        try {
          registry.resolve(Config);
        } catch (thrown) {
          error = thrown as Error;
        }
      };
      const providers: Provider[] = [
        { provide: 'soon', useFactory: () => nextTurn() },
        { provide: 'hasty', useFactory: hasty, inject: ['soon'] },
        { provide: 'slow', useFactory: () => nextTurn(), inject: ['hasty'] },
        { provide: Config, useFactory: async () => new Config(), inject: ['slow'] },
      ];
      await contextOf(moduleOf(WarmscopeModule.forRoot(), providers));
      expect(error).to.include({ code: 'ERR_WARMSCOPE_RESOLUTION' });
      expect(error?.message).to.contain('Nest has not built it');
      expect(registry.resolve(Config).isWhole).to.equal(true);
    });

    it('a failing provider fails the start of the application with its own error', async () => {
      @ContainerSingleton({ inject: ['down'] })
      class Client {
        constructor(readonly down: unknown) {}
      }
      const down: Provider = { provide: 'down', useFactory: async () => Promise.reject(new Error('the database is down')) };
      const error = await errorOf(() => contextOf(moduleOf(WarmscopeModule.forRoot({ singletons: [Client] }), [down])));
      expect(error.message).to.equal('the database is down');
    });

    it('a client that is replaced is injected as a reference to the one of the moment', async () => {
      let made = 0;
      class Db {
        readonly #number = ++made;
        closed = false;
        get number(): number {
          return this.#number;
        }
        ask(): number {
          return this.#number;
        }
        @Cached()
        load(): number {
          return this.#number;
        }
        close(): void {
          this.closed = true;
        }
      }
      ContainerSingleton({ maxAge: '10s' })(Db);
      @ContainerSingleton({ inject: [Db] })
      class Orders {
        constructor(readonly db: Db) {}
      }
      @Injectable()
      class Service {
        constructor(
          readonly db: Db,
          readonly orders: Orders,
        ) {}
      }
      let now = 1_000_000;
      registry.configure({ clock: { now: () => now } });
      try {
        const context = await contextOf(moduleOf(WarmscopeModule.forRoot({ singletons: [Db, Orders] }), [Service]));
        const { db, orders } = context.get(Service);
        expect(db).to.be.instanceOf(Db);
        const readAll = () => [db.ask(), db.number, db.load(), orders.db.ask(), new Set([db.ask, db.ask]).size];
        const first = await runInvocation({}, readAll);
        now += 11_000;
        const second = await runInvocation({}, readAll);
        expect([first, second]).to.deep.equal([
          [1, 1, 1, 1, 1],
          [2, 2, 2, 2, 1],
        ]);
        expect(cacheOf(db, 'load').size).to.equal(1);
        expect('closed' in db && Object.keys(db)).to.deep.equal(['closed']);
      } finally {
        registry.configure({ clock: undefined });
      }
    });
  });
