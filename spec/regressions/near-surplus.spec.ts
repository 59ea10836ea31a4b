import { expect } from 'chai';
import { Cached, containerSingleton } from '../../src/index.js';
import { MOST_LOOKALIKES } from '../../src/registry/roster.js';
import { collected, collectGarbage } from '../support/garbage.js';

// A singleton beyond the most that may look alike is kept by those who have it only. A cached method of its instance kept that instance all the same.
describe('regression: an instance that the container keeps no longer, but a cached method', () => {
  class Client {
    @Cached() get(id: string) {
      return id;
    }
  }
  const make = () => containerSingleton(() => new Client());

  it('is collected, with its entries, once nobody has it', async () => {
    const instance = ((): WeakRef<Client> => {
      const read = make();
      read().get('x');
      return new WeakRef(read());
    })();
    await collectGarbage();
    const younger = Array.from({ length: MOST_LOOKALIKES + 1 }, make);
    for (const read of younger) read();
    await collected(() => instance.deref() === undefined, 'the instance');
    expect(younger[0]?.()).to.be.instanceOf(Client);
  });
});
