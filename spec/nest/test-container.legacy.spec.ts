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
  });
