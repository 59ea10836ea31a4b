import { Cached, registry } from '../../src/index.js';
import { deferred, nextTurn } from '../support/deferred.js';
import { collected, collectGarbage } from '../support/garbage.js';

const gate = deferred<string>();

class Client {
  // Not syntactically async: an async function's frame would keep its `this` alive.
  @Cached({ name: 'load outlives its owner' }) get(_key: string): Promise<string> {
    return gate.promise;
  }
}

const size = (): number | undefined => registry.stats().caches.find(({ name }) => name === 'load outlives its owner')?.size;

// Kind of fault: If an instance was collected while its load was in flight, the entry stored afterwards was never freed.
describe('regression: a load that outlives the instance it was for', () => {
  it('leaves no entry behind', async () => {
    const instance = ((): WeakRef<Client> => {
      const made = new Client();
      void made.get('a');
      return new WeakRef(made);
    })();
    await collected(() => instance.deref() === undefined, 'the instance');
    await collectGarbage();
    gate.resolve('late');
    await nextTurn();
    await collected(() => size() === 0, 'the entry');
  });
});
