import { expect } from 'chai';
import { ContainerSingleton, containerSingleton, registry } from '../../src/index.js';
import { thrownBy } from '../decorators/any-decorator.js';
import { deferred, errorOf, nextTurn } from '../support/deferred.js';
import { collectReports } from '../support/warnings.js';

describe('a singleton', () => {
  collectReports();
  afterEach(() => registry.dispose());

  it('builds once for 100 concurrent readers of an async factory', async () => {
    const gate = deferred<object>();
    let builds = 0;
    const client = containerSingleton(async () => {
      builds++;
      return gate.promise;
    });
    const readers = Array.from({ length: 100 }, () => client());
    gate.resolve({});
    expect(new Set(await Promise.all(readers)).size).to.equal(1);
    expect([await client(), builds]).to.deep.equal([await readers[0], 1]);
  });

  it('hands a rejection unchanged to every reader, keeps nothing, and builds again at the next use', async () => {
    const failure = new Error('down');
    let builds = 0;
    const client = containerSingleton(async () => {
      if (++builds === 1) throw failure;
      return 'up';
    });
    const outcomes = await Promise.all([client(), client()].map((reader) => reader.catch((error: unknown) => error)));
    expect(outcomes).to.deep.equal([failure, failure]);
    expect([await client(), builds]).to.deep.equal(['up', 2]);
  });

  it('builds again after a sync factory threw', () => {
    let builds = 0;
    const client = containerSingleton(() => {
      if (++builds === 1) throw new Error('down');
      return 'up';
    });
    expect(thrownBy(client)).to.have.property('message', 'down');
    expect([client(), client(), builds]).to.deep.equal(['up', 'up', 2]);
  });

  it('runs its factory with the first reader as this, in a class too', () => {
    const readers: unknown[] = [];
    class Billing {
      @ContainerSingleton()
      client(): object {
        readers.push(this);
        return {};
      }
    }
    const [first, second] = [new Billing(), new Billing()];
    first.client();
    second.client();
    expect(readers).to.deep.equal([first]);
  });

  it('is not built by looking at the statistics, nor by decorating', () => {
    let builds = 0;
    containerSingleton(() => builds++);
    registry.stats();
    expect(builds).to.equal(0);
  });
});

describe('cycles of singletons', () => {
  collectReports();
  afterEach(() => registry.dispose());

  const refused = (error: unknown, ...labels: string[]) => {
    expect(error).to.have.property('code', 'ERR_WARMSCOPE_RESOLUTION');
    const { message } = error as Error;
    const rotations = labels.map((_, index) => {
      const turned = [...labels.slice(index), ...labels.slice(0, index)];
      return [...turned, turned[0]].join(' -> ');
    });
    expect(
      rotations.some((cycle) => message.includes(cycle)),
      `${message} prints ${rotations.join(' or ')}`,
    ).to.equal(true);
  };

  it('are printed: a function that needs itself, and a ring of three', () => {
    const self: () => unknown = containerSingleton(() => self(), { name: 'self' });
    refused(thrownBy(self), 'self');
    const one: () => unknown = containerSingleton(() => two(), { name: 'one' });
    const two: () => unknown = containerSingleton(() => three(), { name: 'two' });
    const three: () => unknown = containerSingleton(() => one(), { name: 'three' });
    refused(thrownBy(two), 'one', 'two', 'three');
  });

  it('are printed: async factories, before and after their first await', async () => {
    const one: () => Promise<unknown> = containerSingleton(async () => two(), { name: 'one' });
    const two: () => Promise<unknown> = containerSingleton(
      async () => {
        await nextTurn();
        return one();
      },
      { name: 'two' },
    );
    refused(await errorOf(one), 'one', 'two');
    refused(await errorOf(two), 'one', 'two');
    const self: () => Promise<unknown> = containerSingleton(async () => Promise.resolve().then(() => self()), { name: 'self' });
    refused(await errorOf(self), 'self');
  });

  it('are found between two factories that began apart from each other', async () => {
    const [gateOne, gateTwo] = [deferred(), deferred()];
    const one: () => Promise<unknown> = containerSingleton(async () => gateOne.promise.then(() => two()), { name: 'one' });
    const two: () => Promise<unknown> = containerSingleton(async () => gateTwo.promise.then(() => one()), { name: 'two' });
    const outcomes = [one(), two()].map((reader) => errorOf(() => reader));
    gateOne.resolve();
    await nextTurn();
    gateTwo.resolve();
    for (const error of await Promise.all(outcomes)) refused(error, 'one', 'two');
  });

  it('are printed: classes that inject each other through forward references', () => {
    @ContainerSingleton({ inject: [() => Later] })
    class Early {
      constructor(readonly later: object) {}
    }
    @ContainerSingleton({ inject: [Early] })
    class Later {
      constructor(readonly early: Early) {}
    }
    refused(
      thrownBy(() => registry.resolve(Early)),
      'Early',
      'Later',
    );
    refused(
      thrownBy(() => registry.resolve(Later)),
      'Early',
      'Later',
    );
  });

  it('are printed: getters, static members and classes in one ring', () => {
    @ContainerSingleton({ inject: [] })
    class Storage {
      constructor() {
        Billing.client;
      }
    }
    class Billing {
      readonly id = 1;
      @ContainerSingleton
      static get client(): object {
        return new Billing().db();
      }
      @ContainerSingleton
      db(): object {
        return registry.resolve(Storage);
      }
    }
    refused(
      thrownBy(() => Billing.client),
      'Billing.client',
      'Billing.db',
      'Storage',
    );
  });

  it('leave nothing half built: without the cycle the next use works', () => {
    let isCyclic = true;
    const one: () => unknown = containerSingleton(() => (isCyclic ? two() : 'one'), { name: 'one' });
    const two: () => unknown = containerSingleton(() => [one()], { name: 'two' });
    refused(thrownBy(two), 'one', 'two');
    isCyclic = false;
    expect(two()).to.deep.equal(['one']);
  });

  it('are not seen where two readers only share a dependency', async () => {
    const shared = containerSingleton(async () => nextTurn().then(() => 'shared'));
    const left = containerSingleton(async () => `left ${await shared()}`);
    const right = containerSingleton(async () => `right ${await shared()} ${await left()}`);
    expect(await Promise.all([left(), right()])).to.deep.equal(['left shared', 'right shared left shared']);
  });
});
