// Kind of fault: Instances that tsyringe's container had disposed or thrown away were handed out again, by themselves or inside something built with
// them. A caller gets a new one, or a ResolutionError; also while an asynchronous disposal is under way, in dependents at any depth, and in handler
// classes.
import 'reflect-metadata';
import { expect } from 'chai';
import { container as globalContainer, inject, injectable } from 'tsyringe';
import { ContainerSingleton, createHandler, registry } from '../../src/index.js';
import { connect } from '../../src/tsyringe/index.js';
import { deferred, errorOf } from '../support/deferred.js';
import { collectReports } from '../support/warnings.js';
import { useFreshContainer } from '../tsyringe/fresh-container.js';

/** Lets a container be disposed for one spec, though it is the one that everything else uses. */
function revived<T>(work: () => Promise<T>): Promise<T> {
  const disposables = Reflect.get(globalContainer, 'disposables') as Set<unknown>;
  disposables.clear();
  return work().finally(() => {
    disposables.clear();
    Reflect.set(globalContainer, 'disposed', false);
  });
}

describe("what tsyringe's container has disposed", () => {
  useFreshContainer();
  const { codes } = collectReports();
  const container = globalContainer;

  class Options {}

  function program(disposal: () => unknown = () => undefined) {
    const log: string[] = [];
    let built = 0;
    @ContainerSingleton
    class Queue {
      isDisposed = false;
      readonly number = ++built;
      dispose(): unknown {
        this.isDisposed = true;
        log.push(`queue ${this.number} disposed`);
        return disposal();
      }
    }
    @ContainerSingleton({ inject: [Queue] })
    class Consumer {
      constructor(readonly queue: Queue) {}
      close(): void {
        log.push(`consumer of ${this.queue.number} closed`);
      }
    }
    @ContainerSingleton
    class Worker {
      constructor(
        readonly consumer: Consumer,
        readonly options: Options,
      ) {}
    }
    @ContainerSingleton({ inject: [() => Consumer] })
    class Handler {
      constructor(readonly consumer: Consumer) {}
      handle(): boolean {
        return this.consumer.queue.isDisposed;
      }
    }
    @ContainerSingleton
    class Unconcerned {}
    return { log, Queue, Consumer, Worker, Handler, Unconcerned };
  }

  it('by dispose() is not handed out again, nor what was built with it; the rest stays', () =>
    revived(async () => {
      const { log, Queue, Consumer, Worker, Handler, Unconcerned } = program();
      const handler = createHandler(Handler) as (event: unknown, context: unknown) => Promise<boolean>;
      const [queue, consumer, unconcerned] = [registry.resolve(Queue), registry.resolve(Consumer), registry.resolve(Unconcerned)];
      registry.resolve(Worker);
      expect(await handler({}, {})).to.equal(false);
      await container.dispose();
      expect([queue.isDisposed, registry.resolve(Queue).isDisposed]).to.deep.equal([true, false]);
      expect(registry.resolve(Consumer)).to.not.equal(consumer);
      expect(registry.resolve(Consumer).queue).to.equal(registry.resolve(Queue));
      expect(await handler({}, {})).to.equal(false);
      expect(registry.resolve(Unconcerned)).to.equal(unconcerned);
      const error = await errorOf(() => registry.resolve(Worker));
      expect(error).to.have.property('code', 'ERR_WARMSCOPE_RESOLUTION');
      expect(error.message).to.contain('Worker').and.to.contain('disposed').and.to.contain('inject');
      for (const token of ['bucket', Options]) {
        const failure = await errorOf(() => registry.resolve(token as never));
        expect(failure).to.have.property('code', 'ERR_WARMSCOPE_RESOLUTION');
        expect(failure.message).to.contain('has been disposed');
      }
      expect(log.toSorted()).to.deep.equal(['consumer of 1 closed', 'queue 1 disposed']);
    }));

  it('asynchronously is not handed out meanwhile, and is disposed once', () =>
    revived(async () => {
      const ended = deferred();
      const { log, Queue } = program(() => ended.promise);
      const queue = registry.resolve(Queue);
      const disposal = container.dispose();
      expect([queue.isDisposed, registry.resolve(Queue) === queue]).to.deep.equal([true, false]);
      ended.resolve();
      await disposal;
      await registry.dispose();
      expect(log).to.deep.equal(['queue 1 disposed']);
    }));

  it('is not handed out even if its disposal fails', () =>
    revived(async () => {
      const { Queue } = program(() => Promise.reject(new Error('stuck')));
      const queue = registry.resolve(Queue);
      expect((await errorOf(() => container.dispose())).message).to.equal('stuck');
      expect(registry.resolve(Queue)).to.not.equal(queue);
    }));

  it('and that is not a container singleton is not handed out inside one', () =>
    revived(async () => {
      @injectable()
      class Table {
        isDisposed = false;
        dispose(): void {
          this.isDisposed = true;
        }
      }
      @ContainerSingleton({ inject: [Table] })
      class Orders {
        constructor(readonly table: Table) {}
      }
      @ContainerSingleton
      class ByMetadata {
        constructor(@inject(Table) readonly table: Table) {}
      }
      const tables = [registry.resolve(Orders).table, registry.resolve(ByMetadata).table];
      await container.dispose();
      expect(tables.map(({ isDisposed }) => isDisposed)).to.deep.equal([true, true]);
      for (const target of [Orders, ByMetadata])
        expect(await errorOf(() => registry.resolve<Orders | ByMetadata>(target))).to.have.property('code', 'ERR_WARMSCOPE_RESOLUTION');
    }));

  for (const isDisposing of [true, false])
    it(`by ${isDisposing ? 'dispose()' : 'clearInstances()'} of a connected child container`, async () => {
      const child = container.createChildContainer();
      connect(child);
      const { Queue } = program();
      const queue = child.resolve(Queue);
      if (isDisposing) await child.dispose();
      else child.clearInstances();
      // It was the first container that built it: the child has nothing of it.
      expect(queue.isDisposed).to.equal(false);
      expect(registry.resolve(Queue) === queue).to.equal(isDisposing);
    });

  it('or has forgotten by clearInstances() is not handed out by us, on either side', async () => {
    const { Queue, Consumer, Worker, Handler, log } = program();
    const handler = createHandler(Handler) as (event: unknown, context: unknown) => Promise<boolean>;
    const former = [container.resolve(Queue), registry.resolve(Consumer), registry.resolve(Worker), registry.resolve(Handler)];
    await handler({}, {});
    container.clearInstances();
    const present = [registry.resolve(Queue), container.resolve(Consumer), registry.resolve(Worker), registry.resolve(Handler)];
    for (const [index, one] of present.entries()) expect(one, String(index)).to.not.equal(former[index]);
    expect(container.resolve(Queue)).to.equal(present[0]).and.to.equal(registry.resolve(Consumer).queue);
    expect(await handler({}, {})).to.equal(false);
    expect([log, await codes()]).to.deep.equal([['consumer of 1 closed'], []]);
  });

  it('is told apart from what the registry disposes itself', async () => {
    const { Queue, log } = program();
    registry.resolve(Queue);
    await registry.dispose();
    registry.resolve(Queue);
    expect(log).to.deep.equal([]);
  });
});
