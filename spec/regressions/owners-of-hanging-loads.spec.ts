import { expect } from 'chai';
import { Cached, cacheOf, registry } from '../../src/index.js';
import { nextTurn } from '../support/deferred.js';
import { collected } from '../support/garbage.js';

class Client {
  @Cached({ name: 'owner of a load that hangs' }) get(_key: string): Promise<string> {
    return new Promise(() => undefined);
  }
}

// Kind of fault: An owner that was new when its load was given up was held by a strong reference for as long as the load hung.
describe('regression: instances whose loads hang', () => {
  const DROPS: Record<string, (client: Client) => void> = {
    clear: (client) => cacheOf(client, 'get').clear(),
    delete: (client) => void cacheOf(client, 'get').delete('a'),
    'registry.clear': () => registry.clear(),
    set: (client) => cacheOf(client, 'get').set(['a'], 'set'),
  };

  for (const [how, drop] of Object.entries(DROPS)) {
    it(`are garbage-collected if the load was fenced by ${how}, at once or later`, async () => {
      for (const turns of [0, 5]) {
        const instance = await (async (): Promise<WeakRef<Client>> => {
          const made = new Client();
          void made.get('a');
          for (let turn = 0; turn < turns; turn++) await nextTurn();
          drop(made);
          return new WeakRef(made);
        })();
        await collected(() => instance.deref() === undefined, 'the instance');
      }
      expect(cacheOf(Client, 'get').size).to.equal(0);
    });
  }
});
