import { expect } from 'chai';
import { handlerOf } from '../../src/handlers/handler.js';
import type { AnyToken, Class } from '../../src/options.js';
import { registerClass } from '../../src/singletons/construction.js';
import { Singleton } from '../../src/singletons/singleton.js';
import { thrownBy } from '../decorators/any-decorator.js';
import { newContainer } from '../support/container.js';
import { deferred, errorOf, nextTurn } from '../support/deferred.js';
import { keepInvariants } from '../support/invariants.js';
import { collectReports } from '../support/warnings.js';

describe('handlerOf', () => {
  collectReports();
  keepInvariants();
  let registry = newContainer();
  beforeEach(() => {
    registry = newContainer();
    // A listener of a registry that only this spec knows would outlive it.
    registry.stopListening = () => undefined;
  });
  afterEach(() => registry.dispose());
  const handler = (target: unknown, options: object = {}) => handlerOf(target, options, registry);
  const life = () => registry.life;
  const eager = (factory: () => unknown): Singleton => {
    const singleton = new Singleton('client', factory, { eager: true }, registry);
    registry.addSingleton(singleton, () => singleton);
    return singleton;
  };

  it('makes each call one invocation, and passes event and context', async () => {
    const handle = handler((...args: unknown[]) => [...args, life().invocations]);
    expect(life().invocations, 'none yet').to.equal(0);
    expect(await handle('event', 'context')).to.deep.equal(['event', 'context', 1]);
    expect(await (handle as (...args: unknown[]) => unknown)(1, 2, 3)).to.deep.equal([1, 2, 2]);
    expect(handle.length).to.equal(2);
  });

  it('calls `handle` on the one instance, looked up at each call', async () => {
    class Reports {
      readonly seen: unknown[] = [];
      handle(event: unknown): unknown {
        this.seen.push(event);
        return this;
      }
    }
    const handle = handler(Reports);
    expect(await handle(1, undefined))
      .to.equal(await handle(2, undefined))
      .and.to.equal(registry.resolve(Reports));
    registry.resolve(Reports).handle = () => 'replaced';
    expect([registry.resolve(Reports).seen, await handle(3, undefined)]).to.deep.equal([[1, 2], 'replaced']);
  });

  it('registers a class it does not know, once, and has a connected container construct it', () => {
    const constructed: unknown[] = [];
    const refuse = (): never => expect.fail('not asked');
    const construct = (target: Class): unknown => {
      constructed.push(target);
      return Reflect.construct(target as never, []);
    };
    registry.connect({ has: refuse, resolve: refuse, construct });
    class Reports {
      handle(): void {}
    }
    handler(Reports);
    handler(Reports);
    expect([constructed, registry.singletons.all().length]).to.deep.equal([[Reports], 1]);
  });

  it('keeps the options of a class that was registered before', () => {
    class Reports {
      constructor(readonly storage?: object) {}
      handle(): void {}
    }
    class Storage {}
    registerClass(Storage, {}, registry);
    registerClass(Reports, { inject: [Storage], name: 'reports' }, registry);
    handler(Reports);
    expect(registry.resolve(Reports).storage).to.equal(registry.resolve(Storage));
    expect(registry.stats().singletons.map(({ name }) => name)).to.deep.equal(['Storage', 'reports']);
  });

  it('takes a function that the registry knows for a class', async () => {
    const token = (): unknown => expect.fail('a reader is not the handler');
    registry.addSingleton(new Singleton('client', () => ({ handle: () => 'built' }), {}, registry), token);
    expect(registry.isKnown(token as AnyToken)).to.equal(true);
    expect(await handler(token)(undefined, undefined)).to.equal('built');
  });

  it('fails at once when the class cannot be built or has no `handle`, but not for an eager singleton', async () => {
    const failure = new Error('down');
    class Broken {
      constructor() {
        throw failure;
      }
      handle(): void {}
    }
    class NoHandle {}
    expect(thrownBy(() => handler(Broken))).to.equal(failure);
    expect(thrownBy(() => handler(NoHandle))).to.have.property('code', 'ERR_WARMSCOPE_INVALID_TARGET');
    let tries = 0;
    const client = eager(() => {
      if (++tries === 1) throw failure;
      return 'up';
    });
    class Reports {
      readonly client = client.read(undefined);
      handle(): unknown {
        return this.client;
      }
    }
    const handle = handler(Reports);
    expect(await errorOf(() => handle(undefined, undefined))).to.equal(failure);
    expect([await handle(undefined, undefined), tries]).to.deep.equal(['up', 2]);
  });

  it('waits for the eager singletons before the event, but counts the invocation', async () => {
    const gate = deferred<string>();
    const order: unknown[] = [];
    eager(async () => order.push(await gate.promise));
    const call = handler((event: unknown) => order.push(event))('event', undefined);
    await nextTurn();
    expect([life().invocations, order]).to.deep.equal([1, []]);
    gate.resolve('ready');
    await call;
    expect(order).to.deep.equal(['ready', 'event']);
  });

  it('makes a rejection of what a function throws, unchanged', async () => {
    const failure = new Error('bad event');
    const handle = handler(() => {
      throw failure;
    });
    const call = handle(undefined, undefined);
    expect(call).to.be.instanceOf(Promise);
    expect(await errorOf(() => call)).to.equal(failure);
  });

  it('listens to SIGTERM once for each registry', () => {
    const before = process.listeners('SIGTERM');
    registry.stopListening = undefined;
    try {
      for (let count = 0; count < 3; count++) handler(() => undefined);
      expect([process.listenerCount('SIGTERM') - before.length, typeof registry.stopListening]).to.deep.equal([1, 'function']);
    } finally {
      for (const listener of process.listeners('SIGTERM')) if (!before.includes(listener)) process.removeListener('SIGTERM', listener);
    }
  });

  it('refuses what is no function and every option, and leaves nothing behind', () => {
    for (const [target, received] of [
      [undefined, 'undefined'],
      [null, 'null'],
      [{ handle: () => 1 }, 'object'],
      [5, 'number'],
    ] as const) {
      expect(thrownBy(() => handler(target)).message).to.equal(`createHandler takes a handler class or a function; received ${received}.`);
    }
    class Reports {
      handle(): void {}
    }
    expect(thrownBy(() => handler(Reports, { tenant: 1 })).message)
      .to.contain('createHandler(Reports)')
      .and.to.contain('"tenant"');
    expect(thrownBy(() => handler(() => 1, { tenant: 1 })).message).to.contain('createHandler(anonymous)');
    expect([registry.isKnown(Reports), life().invocations]).to.deep.equal([false, 0]);
  });
});
