import { expect } from 'chai';
import { ContainerSingleton, containerSingleton, createHandler, registry } from '../../src/index.js';
import { deferred, errorOf, nextTurn } from '../support/deferred.js';
import { collectReports } from '../support/warnings.js';

describe('eager singletons', () => {
  collectReports();
  afterEach(() => registry.dispose());

  it('are built during init: classes, static members, functions', async () => {
    const built: string[] = [];
    @ContainerSingleton({ eager: true })
    class Storage {
      readonly number = built.push('Storage');
    }
    class Billing {
      readonly id = 1;
      @ContainerSingleton({ eager: true })
      static get client(): object {
        // biome-ignore lint/complexity/noThisInStatic: the class as this is what is checked
        return { number: built.push(`client of ${this.name}`) };
      }
    }
    const connect = containerSingleton(async () => built.push('connect'), { eager: true });
    await registry.ready();
    expect(built).to.have.members(['Storage', 'client of Billing', 'connect']);
    expect(Billing.client).to.deep.equal({ number: 2 });
    await connect();
    expect([registry.resolve(Storage).number, built.length]).to.deep.equal([1, 3]);
  });

  it('are built without anybody asking, once the module has run', async () => {
    let builds = 0;
    containerSingleton(() => ++builds, { eager: true });
    containerSingleton(() => 100 * ++builds, { eager: false });
    await nextTurn();
    await nextTurn();
    expect(builds).to.equal(1);
  });

  it('are awaited by createHandler before the first event', async () => {
    const gate = deferred<string>();
    const order: string[] = [];
    containerSingleton(async () => order.push(await gate.promise), { eager: true });
    const handler = createHandler(() => order.push('event'));
    const call = handler(undefined, undefined);
    await nextTurn();
    gate.resolve('ready');
    await call;
    expect(order).to.deep.equal(['ready', 'event']);
  });

  it('that fail are the first failure of ready(), which tries again at the next call', async () => {
    let tries = 0;
    containerSingleton(
      async () => {
        if (++tries === 1) throw new Error('down');
      },
      { eager: true },
    );
    expect(await errorOf(() => registry.ready())).to.have.property('message', 'down');
    await registry.ready();
    expect(tries).to.equal(2);
  });

  for (const kind of ['sync', 'async'] as const) {
    it(`that fail (${kind}) fail the first invocation that needs them, and are tried again at the next`, async () => {
      let tries = 0;
      const fail = (): string => {
        if (++tries === 1) throw new Error('down');
        return 'up';
      };
      const client = containerSingleton<unknown>(kind === 'sync' ? fail : async () => fail(), { eager: true });
      const handler = createHandler((needsIt: boolean) => (needsIt ? client() : 'no need'));
      await nextTurn();
      expect(await handler(false, undefined)).to.equal('no need');
      expect(await errorOf(() => handler(true, undefined))).to.have.property('message', 'down');
      expect(tries).to.equal(1);
      expect([await handler(true, undefined), await handler(true, undefined), tries]).to.deep.equal(['up', 'up', 2]);
    });
  }

  it('that fail leave a handler class that injects them to its first invocation', async () => {
    let tries = 0;
    @ContainerSingleton({ eager: true })
    class Storage {
      constructor() {
        if (++tries === 1) throw new Error('down');
      }
    }
    @ContainerSingleton({ inject: [Storage] })
    class Reports {
      constructor(readonly storage: Storage) {}
      handle(): string {
        return 'done';
      }
    }
    const handler = createHandler(Reports);
    expect(await errorOf(() => handler(undefined, undefined))).to.have.property('message', 'down');
    expect([await handler(undefined, undefined), await handler(undefined, undefined), tries]).to.deep.equal(['done', 'done', 2]);
  });
});
