import { expect } from 'chai';
import { containerSingleton, registry } from '../../src/index.js';
import { useFakeClock } from '../support/clock.js';
import { deferred, nextTurn } from '../support/deferred.js';
import { begin, endAll } from '../support/open-invocation.js';

// Kind of fault: registry.dispose() disposed a snapshot of the clients and ignored what was built or disposed meanwhile. A client built meanwhile with
// one still to be disposed outlived it, and a disposal under way lost what it needed.
describe('regression: registry.dispose() while the program goes on', () => {
  const clock = useFakeClock();
  const log: string[] = [];

  afterEach(async () => {
    await endAll();
    await registry.dispose();
    log.length = 0;
  });

  /** A client that says when its disposal begins and ends. */
  function client(name: string, read: () => unknown = () => undefined, until: () => unknown = () => undefined, maxAge?: '1h') {
    let built = 0;
    return containerSingleton(
      () => {
        read();
        return { id: `${name}${++built}` };
      },
      {
        ...(maxAge === undefined ? {} : { maxAge }),
        dispose: async ({ id }) => {
          log.push(`close ${id}`);
          await until();
          log.push(`${id} closed`);
        },
      },
    );
  }

  it('disposes clients built meanwhile before the client they were built with', async () => {
    const gate = deferred();
    const transport = client('transport');
    const queue = client('queue', transport);
    const last = client('last', transport, () => gate.promise);
    transport();
    last();
    const disposing = registry.dispose();
    queue();
    gate.resolve();
    await disposing;
    expect(log).to.deep.equal(['close last1', 'last1 closed', 'close queue1', 'queue1 closed', 'close transport1', 'transport1 closed']);
  });

  it('also disposes indirect dependents built meanwhile, and leaves independent clients alone', async () => {
    const gate = deferred();
    const transport = client('transport');
    const queue = client('queue', transport);
    const orders = client('orders', queue);
    const other = client('other');
    const last = client('last', transport, () => gate.promise);
    transport();
    last();
    const disposing = registry.dispose();
    const [order, kept] = [orders(), other()];
    gate.resolve();
    await disposing;
    expect(log.filter((line) => line.startsWith('close'))).to.deep.equal([
      'close last1',
      'close orders1',
      'close queue1',
      'close transport1',
    ]);
    expect(orders()).to.not.equal(order);
    expect(other()).to.equal(kept);
  });

  it('restarts builds whose dependency was disposed before they ended', async () => {
    const [gate, connected] = [deferred(), deferred()];
    const transport = client('transport');
    const pool = containerSingleton(async () => {
      const { id } = transport();
      await connected.promise;
      return `pool by ${id}`;
    });
    const last = client('last', transport, () => gate.promise);
    transport();
    last();
    const disposing = registry.dispose();
    const reading = pool();
    gate.resolve();
    await disposing;
    connected.resolve();
    expect(await reading).to.equal('pool by transport2');
  });

  it('keeps what disposals under way need, and disposes the rest meanwhile', async () => {
    const gate = deferred();
    const transport = client('transport');
    const mail = client('mail');
    const queue = client('queue', transport, () => gate.promise, '1h');
    const first = await begin();
    await first.run(() => [queue(), mail()]);
    clock.advance(3_600_000);
    const second = await begin();
    const ending = first.end();
    await nextTurn();
    expect(log).to.deep.equal(['close queue1']);
    const disposing = registry.dispose();
    await nextTurn();
    expect(log).to.deep.equal(['close queue1', 'close mail1', 'mail1 closed']);
    gate.resolve();
    await disposing;
    expect(log.slice(3)).to.deep.equal(['queue1 closed', 'close transport1', 'transport1 closed']);
    await Promise.all([ending, second.end()]);
  });
});
