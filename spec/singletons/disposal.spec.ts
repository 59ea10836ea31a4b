import { expect } from 'chai';
import { ContainerSingleton, containerSingleton, registry } from '../../src/index.js';
import { deferred, nextTurn } from '../support/deferred.js';
import { collectReports } from '../support/warnings.js';

describe('the disposal of singletons', () => {
  const reports = collectReports();
  let disposed: string[];
  beforeEach(async () => {
    await registry.dispose();
    disposed = [];
  });
  afterEach(() => registry.dispose());

  const note = (name: string) => (): void => void disposed.push(name);

  it('uses a function of the settled instance, awaited', async () => {
    const client = containerSingleton(async () => ({ name: 'db' }), {
      dispose: async (instance) => {
        await nextTurn();
        disposed.push(instance.name);
      },
    });
    await client();
    await registry.dispose();
    expect(disposed).to.deep.equal(['db']);
  });

  it('uses the method that is named, with the instance as this', async () => {
    class Pool {
      end(): void {
        disposed.push(this instanceof Pool ? 'Pool.end' : 'nobody');
      }
      close(): void {
        disposed.push('close');
      }
    }
    const pool = containerSingleton(() => new Pool(), { dispose: 'end' });
    pool();
    await registry.dispose();
    expect(disposed).to.deep.equal(['Pool.end']);
  });

  for (const [index, name] of [Symbol.asyncDispose, Symbol.dispose, 'destroy', 'close'].entries()) {
    it(`else finds ${String(name)}, before those that come later`, async () => {
      const names = [Symbol.asyncDispose, Symbol.dispose, 'destroy', 'close'].slice(index);
      const client = containerSingleton(() => Object.fromEntries(names.map((each) => [each, note(String(each))])));
      client();
      await registry.dispose();
      expect(disposed).to.deep.equal([String(name)]);
    });
  }

  it('goes in reverse order of creation, one after the other, whatever they are', async () => {
    const gate = deferred();
    @ContainerSingleton({ dispose: note('Storage') })
    class Storage {}
    @ContainerSingleton({
      inject: [Storage],
      dispose: async () => {
        await gate.promise;
        disposed.push('Reports');
      },
    })
    class Reports {
      constructor(readonly storage: Storage) {}
    }
    const later = containerSingleton(async () => ({}), { dispose: note('later') });
    class Billing {
      @ContainerSingleton({ dispose: note('getter') })
      get client(): object {
        return {};
      }
    }
    registry.resolve(Reports);
    await later();
    new Billing().client;
    const disposing = registry.dispose();
    await nextTurn();
    expect(disposed).to.deep.equal(['getter', 'later']);
    gate.resolve();
    await disposing;
    expect(disposed).to.deep.equal(['getter', 'later', 'Reports', 'Storage']);
  });

  it('reports each failing one, with its cause, and skips none of the rest', async () => {
    const failure = new Error('stuck');
    const clients = [
      containerSingleton(() => ({}), { dispose: note('first') }),
      containerSingleton(() => ({}), {
        name: 'sync-stuck',
        dispose: () => {
          throw failure;
        },
      }),
      containerSingleton(() => ({}), { name: 'async-stuck', dispose: () => Promise.reject(failure) }),
      containerSingleton(() => ({}), { dispose: note('last') }),
    ];
    for (const client of clients) client();
    await registry.dispose();
    expect(disposed).to.deep.equal(['last', 'first']);
    const warnings = await reports.warnings();
    expect(warnings.map(({ code }) => code)).to.deep.equal(['WARN_WARMSCOPE_DISPOSAL', 'WARN_WARMSCOPE_DISPOSAL']);
    expect(warnings.map(({ cause }) => cause)).to.deep.equal([failure, failure]);
    expect(warnings[0]?.message).to.contain('async-stuck').and.to.contain('stuck');
    expect(warnings[1]?.message).to.contain('sync-stuck');
  });

  it('waits for a build under way, and disposes what it gives', async () => {
    const gate = deferred<object>();
    const client = containerSingleton(() => gate.promise, { dispose: note('late') });
    const reader = client();
    const disposing = registry.dispose();
    gate.resolve({});
    await Promise.all([reader, disposing]);
    expect(disposed).to.deep.equal(['late']);
  });

  it('disposes nothing that was never built, nothing twice, and primitives never', async () => {
    containerSingleton(() => ({}), { dispose: note('unbuilt') });
    const client = containerSingleton(() => ({}), { dispose: note('once') });
    const text = containerSingleton(() => 'text');
    const nothing = containerSingleton(() => undefined);
    client();
    text();
    nothing();
    await registry.dispose();
    await registry.dispose();
    expect(disposed).to.deep.equal(['once']);
    client();
    await registry.dispose();
    expect(disposed).to.deep.equal(['once', 'once']);
  });

  it('does not touch a failed build', async () => {
    const client = containerSingleton(() => Promise.reject(new Error('down')), { dispose: note('failed') });
    await client().catch(() => undefined);
    await registry.dispose();
    expect(disposed).to.deep.equal([]);
  });
});
