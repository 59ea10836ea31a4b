// Kind of fault: Only half of the program saw what was registered in tsyringe over a container singleton. It is used everywhere, before and after the
// first use; whatever was built with the real one (or an earlier mock) is built anew; the real one is neither built before its use nor disposed because
// of the mock.
import 'reflect-metadata';
import { expect } from 'chai';
import { container, inject, injectable, predicateAwareClassFactory, singleton } from 'tsyringe';
import { Cached, ContainerSingleton, createHandler, createStreamHandler, registry, runInvocation } from '../../src/index.js';
import { errorOf, nextTurn } from '../support/deferred.js';
import { collectReports } from '../support/warnings.js';
import { useFreshContainer } from '../tsyringe/fresh-container.js';

describe('a mock registered in tsyringe', () => {
  useFreshContainer();
  const { codes } = collectReports();

  /** A client, what needs it through three steps (one of them tsyringe's alone), and handlers. */
  function program() {
    const log: string[] = [];
    @ContainerSingleton
    class Db {
      name = 'real';
      close(): void {
        log.push('db closed');
      }
    }
    @ContainerSingleton({ inject: [Db] })
    class Repo {
      constructor(readonly db: Db) {
        log.push(`repo on ${db.name}`);
      }
      close(): void {
        log.push(`repo on ${this.db.name} closed`);
      }
      @Cached()
      read(): string {
        return this.db.name;
      }
    }
    @injectable()
    class Table {
      constructor(@inject(Repo) readonly repo: Repo) {}
    }
    @ContainerSingleton
    class Orders {
      constructor(@inject(Table) readonly table: Table) {}
      get name(): string {
        return this.table.repo.db.name;
      }
    }
    @injectable()
    class Handler {
      constructor(
        @inject(Orders) readonly orders: Orders,
        @inject(Db) readonly db: Db,
      ) {}
      handle(): string[] {
        return [this.orders.name, this.db.name, this.orders.table.repo.read()];
      }
    }
    @ContainerSingleton({ inject: [Db] })
    class Streaming {
      constructor(readonly db: Db) {}
      handle(_event: unknown, stream: { write(text: string): void; end(): void }): void {
        stream.write(this.db.name);
        stream.end();
      }
    }
    return { log, Db, Repo, Orders, Handler, Streaming };
  }

  it('reaches a handler class that was built before it was registered, through any number of steps, and goes with reset()', async () => {
    const { Db, Orders, Handler, log } = program();
    const handler = createHandler(Handler) as (event: unknown, context: unknown) => Promise<string[]>;
    expect(await handler({}, {})).to.deep.equal(['real', 'real', 'real']);
    container.registerInstance(Db, { name: 'mock' } as never);
    expect(await handler({}, {})).to.deep.equal(['mock', 'mock', 'mock']);
    expect(registry.resolve(Orders).name).to.equal('mock');
    container.registerInstance(Db, { name: 'another mock' } as never);
    expect(await handler({}, {})).to.deep.equal(['another mock', 'another mock', 'another mock']);
    container.reset();
    expect(await handler({}, {})).to.deep.equal(['real', 'real', 'real']);
    expect(log.filter((line) => line === 'db closed')).to.deep.equal([]);
    expect(log.filter((line) => line.endsWith('closed'))).to.deep.equal([
      'repo on real closed',
      'repo on mock closed',
      'repo on another mock closed',
    ]);
  });

  it('reaches a streaming handler', async () => {
    const { Db, Streaming } = program();
    const { Writable } = await import('node:stream');
    const written = async (): Promise<string> => {
      let text = '';
      const stream = new Writable({
        write(chunk, _encoding, done) {
          text += String(chunk);
          done();
        },
      });
      await handler({}, stream, {});
      return text;
    };
    const handler = createStreamHandler(Streaming) as (event: unknown, stream: unknown, context: unknown) => Promise<unknown>;
    expect(await written()).to.equal('real');
    container.register(Db, { useFactory: () => ({ name: 'made' }) as never });
    expect(await written()).to.equal('made');
  });

  it('replaces a handler class itself', async () => {
    const { Handler } = program();
    const handler = createHandler(Handler) as (event: unknown, context: unknown) => Promise<unknown>;
    await handler({}, {});
    container.registerInstance(Handler, { handle: () => 'a mock handles' } as never);
    expect(await handler({}, {})).to.equal('a mock handles');
  });

  it('is seen by a running invocation as well', async () => {
    const { Db, Repo } = program();
    const seen = await runInvocation({}, () => {
      const names = [registry.resolve(Repo).db.name];
      container.registerInstance(Db, { name: 'mock' } as never);
      return [...names, registry.resolve(Repo).db.name, container.resolve(Repo).read()];
    });
    expect(seen).to.deep.equal(['real', 'mock', 'mock']);
  });

  it('keeps an eager singleton from being built', async () => {
    let built = 0;
    @ContainerSingleton({ eager: true })
    class Eager {
      readonly number = ++built;
    }
    container.registerInstance(Eager, { number: 0 });
    await registry.ready();
    await nextTurn();
    expect([built, registry.resolve(Eager).number]).to.deep.equal([0, 0]);
  });

  it('is not disposed by the registry, nor affected by the options of the class it replaces', async () => {
    let closed = 0;
    @ContainerSingleton({ dispose: 'close', validate: () => false, maxAge: 1 })
    class Client {
      close(): void {
        closed++;
      }
    }
    container.registerInstance(Client, { name: 'mock without close' } as never);
    expect(registry.resolve(Client)).to.have.property('name');
    const { Db } = program();
    container.registerInstance(Db, { close: () => closed++ } as never);
    registry.resolve(Db).close();
    await registry.dispose();
    expect([closed, await codes()]).to.deep.equal([1, []]);
  });

  it('does not affect unrelated clients', () => {
    const { Db, Repo } = program();
    @ContainerSingleton
    class Other {}
    @ContainerSingleton({ inject: [Other] })
    class OnOther {
      constructor(readonly other: Other) {}
    }
    const [other, onOther, db] = [registry.resolve(Other), registry.resolve(OnOther), registry.resolve(Db)];
    container.registerInstance(Db, { name: 'mock' } as never);
    registry.resolve(Repo);
    expect([registry.resolve(Other), registry.resolve(OnOther)]).to.deep.equal([other, onOther]);
    container.reset();
    expect(registry.resolve(Db)).to.equal(db);
  });

  it('may wrap the real one', () => {
    const { Db, Repo } = program();
    container.register(Db, { useFactory: () => ({ name: `wrapped ${registry.resolve(Db).name}` }) as never });
    expect([registry.resolve(Repo).db.name, container.resolve(Db).name]).to.deep.equal(['wrapped real', 'wrapped real']);
    expect(container.resolve(Db)).to.equal(registry.resolve(Repo).db);
  });

  it('may fail: what was built with it fails, and is built at the next try; a promise that fails is not kept', async () => {
    const { Db, Repo } = program();
    let isDown = true;
    const connect = (): object => {
      if (isDown) throw new Error('no test database');
      return { name: 'up' };
    };
    container.register(Db, { useFactory: connect as never });
    expect((await errorOf(() => registry.resolve(Repo))).message).to.contain('no test database');
    isDown = false;
    expect(registry.resolve(Repo).db.name).to.equal('up');

    @ContainerSingleton
    class Pool {}
    let attempts = 0;
    container.register(Pool, { useFactory: async () => (++attempts === 1 ? Promise.reject(new Error('refused')) : { attempts }) });
    expect((await errorOf(() => registry.resolve(Pool))).message).to.equal('refused');
    expect(await registry.resolve(Pool)).to.deep.equal({ attempts: 2 });
    expect(await registry.resolve(Pool)).to.equal(await container.resolve(Pool));
  });

  it('chosen by a predicate is one instance for all callers', () => {
    const { Db } = program();
    class Fake {
      name = 'fake';
    }
    container.register(Db, { useFactory: predicateAwareClassFactory<object>(() => true, Fake, Fake, false) as never });
    expect(registry.resolve(Db)).to.equal(container.resolve(Db)).and.to.have.property('name', 'fake');
  });

  it('of a child container is seen only through that child, unless it is connected', () => {
    const { Db, Repo } = program();
    const child = container.createChildContainer();
    child.registerInstance(Db, { name: 'of the child' } as never);
    expect(child.resolve(Db).name).to.equal('of the child');
    expect([registry.resolve(Db).name, registry.resolve(Repo).db.name, child.resolve(Repo)]).to.deep.equal([
      'real',
      'real',
      registry.resolve(Repo),
    ]);
  });

  it('of two that replace each other gives one of them', () => {
    @ContainerSingleton
    class One {}
    @ContainerSingleton
    class Other {}
    container.register<object>(One, { useClass: Other }).register<object>(Other, { useClass: One });
    for (const target of [One, Other])
      expect(registry.resolve(target)).to.equal(registry.resolve(target)).and.to.equal(container.resolve(target));
  });

  it('that tsyringe had before the class was registered is used: an instance of a handler class', async () => {
    let built = 0;
    @singleton()
    class Handler {
      readonly number = ++built;
      handle(): this {
        return this;
      }
    }
    const kept = container.resolve(Handler);
    const handler = createHandler(Handler) as (event: unknown, context: unknown) => Promise<unknown>;
    expect([await handler({}, {}), await handler({}, {}), registry.resolve(Handler), container.resolve(Handler)]).to.deep.equal([kept, kept, kept, kept]); // biome-ignore format: one line
    expect(built).to.equal(1);
    container.clearInstances();
    expect(await handler({}, {}))
      .to.equal(container.resolve(Handler))
      .and.to.not.equal(kept);
  });
});
