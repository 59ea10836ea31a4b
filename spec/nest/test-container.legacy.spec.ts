import 'reflect-metadata';
import { expect } from 'chai';
import { createTestContainer } from 'warmscope/testing';
import { Apps, answerOf } from './apps.js';
import { KITS } from './kits.js';

for (const kit of KITS)
  describe(`nest/test-container: ${kit.name}`, () => {
    const { Controller, Get, Inject, Injectable } = kit.common;
    const { Cached, ContainerSingleton, registry } = kit.warmscope;
    const apps = new Apps(kit);

    @ContainerSingleton
    class Database {
      ask(): string {
        return 'real';
      }
    }
    @Injectable()
    class Service {
      loads = 0;
      constructor(@Inject(Database) readonly database: Database) {}
      @Cached({ ttl: '5m' })
      answer(): { answer: string; load: number } {
        this.loads++;
        return { answer: this.database.ask(), load: this.loads };
      }
    }
    @Controller()
    class Answers {
      constructor(@Inject(Service) readonly service: Service) {}
      @Get()
      get() {
        return this.service.answer();
      }
    }
    const module = () =>
      apps.module({
        imports: [kit.nest.WarmscopeModule.forRoot({ singletons: [Database] })],
        providers: [Service],
        controllers: [Answers],
      });

    it('an application that is created in a test container has its clock and its overrides', async () => {
      const container = createTestContainer();
      try {
        container.override(Database, { ask: () => 'fake' });
        const url = await apps.serve('express', module());
        const ask = async (): Promise<unknown> => (await answerOf(url)).body;
        expect(await ask()).to.deep.equal({ answer: 'fake', load: 1 });
        await container.advance('4m');
        expect(await ask()).to.deep.equal({ answer: 'fake', load: 1 });
        await container.advance('1m');
        expect(await ask()).to.deep.equal({ answer: 'fake', load: 2 });
        expect(container.stats().container.invocations).to.equal(3);
        expect(container.warnings).to.deep.equal([]);
      } finally {
        container.dispose();
      }
      expect(registry.resolve(Database).ask()).to.equal('real');
    });

    describe('providers that Nest has built', () => {
      @ContainerSingleton({ inject: [Database] })
      class Store {
        readonly builds: number;
        constructor(readonly database: Database) {
          this.builds = ++Store.built;
        }
        static built = 0;
      }
      @Injectable()
      class Reader {
        constructor(
          @Inject(Database) readonly database: Database,
          @Inject(Store) readonly store: Store,
        ) {}
        read(): string {
          return `${this.database.ask()} ${this.store.database.ask()}`;
        }
      }
      const readers = () =>
        apps.module({ imports: [kit.nest.WarmscopeModule.forRoot({ singletons: [Database, Store] })], providers: [Reader] });
      const underTest = async (test: (reader: Reader, container: ReturnType<typeof createTestContainer>) => unknown): Promise<Reader> => {
        const container = createTestContainer();
        try {
          const app = await apps.create('express', readers());
          await app.init();
          const reader = app.get(Reader);
          await test(reader, container);
          return reader;
        } finally {
          container.dispose();
        }
      };
      const fake = { ask: () => 'fake' };

      it('see an override that comes later, and its end', async () => {
        const reader = await underTest((built, container) => {
          expect(built.read()).to.equal('real real');
          const undo = container.override(Database, fake);
          expect(built.read()).to.equal('fake fake');
          undo();
          expect(built.read()).to.equal('real real');
          container.override(Database, fake);
          container.reset();
          expect(built.read()).to.equal('real real');
        });
        expect(reader.read()).to.equal('real real');
      });

      it('see an override of what their clients were built with', () =>
        underTest((built, container) => {
          container.override(Store, { database: fake });
          expect(built.read()).to.equal('real fake');
        }));

      it('have the clients of the container that is there, and take them for what they are', () =>
        underTest(async (built, container) => {
          const { builds } = built.store;
          await container.recycle();
          expect(built.store.builds).to.equal(builds + 1);
          expect(built.store).to.be.an.instanceOf(Store);
        }));
    });

    it('outside of a test container providers get the client itself', async () => {
      const app = await apps.create('express', module());
      await app.init();
      expect(app.get(Service).database).to.equal(registry.resolve(Database));
    });
  });
