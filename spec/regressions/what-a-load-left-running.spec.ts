import { AsyncResource } from 'node:async_hooks';
import { expect } from 'chai';
import { Cached, registry } from '../../src/index.js';
import { collected } from '../support/garbage.js';

/** What lives on with the async context of the load that made it, as a keep-alive socket or an interval would. */
const leftRunning: AsyncResource[] = [];

class Client {
  @Cached() connect(): { client: Client } {
    leftRunning.push(new AsyncResource('socket'));
    return { client: this };
  }
  @Cached() async connectLater(): Promise<{ client: Client }> {
    leftRunning.push(new AsyncResource('socket'));
    return { client: this };
  }
}

// Kind of fault: A load's async context held its whole flight, hence partition, values and instance, for as long as anything made in it lived.
describe('regression: what a settled load left running', () => {
  afterEach(() => {
    leftRunning.length = 0;
    registry.clear();
  });

  it('keeps neither the instance nor its values', async () => {
    const instance = ((): WeakRef<Client> => {
      const made = new Client();
      made.connect();
      return new WeakRef(made);
    })();
    await collected(() => instance.deref() === undefined, 'the instance');
    expect(leftRunning).to.have.length(1);
  });

  it('keeps no values that were invalidated', async () => {
    const client = new Client();
    const value = await (async () => new WeakRef(await client.connectLater()))();
    registry.clear();
    await collected(() => value.deref() === undefined, 'the value');
    expect(leftRunning).to.have.length(1);
  });
});
