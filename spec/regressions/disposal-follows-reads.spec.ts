// Kind of fault: Disposal followed the order in which builds ended, so the holder of a client's promise was disposed after the client.
import { expect } from 'chai';
import { ContainerSingleton, containerSingleton, registry, runInvocation } from '../../src/index.js';
import { useFakeClock } from '../support/clock.js';
import { deferred, nextTurn } from '../support/deferred.js';
import { collectReports } from '../support/warnings.js';

describe('regression: disposal follows who read whom', () => {
  collectReports();
  const clock = useFakeClock();
  let order: string[];
  beforeEach(() => {
    order = [];
  });
  afterEach(() => registry.dispose());

  const closing = (name: string) => ({ name, close: () => void order.push(name) });
  const pool = (gate: Promise<unknown>, options: { maxAge?: '1h' } = {}) =>
    containerSingleton(() => gate.then(() => closing('pool')), options);

  it('of classes, fields, getters and async holders that were built while the client was pending', async () => {
    const gate = deferred();
    const db = pool(gate.promise);
    @ContainerSingleton({ inject: [db] })
    class Injected {
      constructor(readonly db: Promise<unknown>) {}
      close(): void {
        order.push('injected');
      }
    }
    @ContainerSingleton
    class Field {
      readonly db = db();
      readonly injected = registry.resolve(Injected);
      close(): void {
        order.push('field');
      }
    }
    class Billing {
      @ContainerSingleton()
      get mail() {
        return { db: db(), field: registry.resolve(Field), ...closing('getter') };
      }
    }
    const late = containerSingleton(async () => {
      const { mail } = new Billing();
      await nextTurn();
      return { mail, ...closing('late') };
    });
    await late();
    gate.resolve();
    await db();
    await registry.dispose();
    expect(order).to.deep.equal(['late', 'getter', 'field', 'injected', 'pool']);
  });

  it('while the client still connects: what it was built with stays until it is disposed itself', async () => {
    const gate = deferred();
    const config = containerSingleton(() => closing('config'));
    const db = containerSingleton(async () => {
      config();
      await gate.promise;
      return closing('pool');
    });
    const orders = containerSingleton(() => ({ db: db(), ...closing('orders') }));
    orders();
    containerSingleton(() => closing('other'))();
    const disposal = registry.dispose();
    await nextTurn();
    expect(order).to.deep.equal(['other', 'orders']);
    gate.resolve();
    await disposal;
    expect(order).to.deep.equal(['other', 'orders', 'pool', 'config']);
  });

  it('while the client never comes: it is given up after two seconds, and the rest is disposed', async () => {
    const config = containerSingleton(() => closing('config'));
    const gate = deferred();
    const db = containerSingleton(async () => {
      config();
      await gate.promise;
    });
    void db();
    const disposal = registry.dispose();
    await nextTurn();
    clock.advance(2_000);
    await disposal;
    expect(order).to.deep.equal(['config']);
    gate.resolve();
  });

  it('when it is replaced', async () => {
    const gate = deferred();
    const db = pool(gate.promise, { maxAge: '1h' });
    const orders = containerSingleton(() => ({ db: db(), ...closing('orders') }));
    await runInvocation({}, () => {
      orders();
      gate.resolve();
      return db();
    });
    clock.advance(3_600_000);
    await runInvocation({}, () => undefined);
    expect(order).to.deep.equal(['orders', 'pool']);
  });

  it('of a client that failed at first', async () => {
    let builds = 0;
    const db = containerSingleton(async () => {
      if (++builds === 1) throw new Error('refused');
      return closing('pool');
    });
    const orders = containerSingleton(() => ({ db: db(), ...closing('orders') }));
    await orders().db.catch(() => undefined);
    await orders().db;
    await registry.dispose();
    expect(order).to.deep.equal(['orders', 'pool', 'orders']);
  });
});
