import { expect } from 'chai';
import { registerClass } from '../../src/singletons/construction.js';
import { newContainer } from '../support/container.js';
import { collectReports } from '../support/warnings.js';

describe('provisions', () => {
  collectReports();
  let registry = newContainer();
  beforeEach(() => {
    registry = newContainer();
  });
  afterEach(() => registry.dispose());

  /** A class that is built with something of a source, one built with that, and one that is not. */
  function program(source: object) {
    class Own {
      constructor() {
        registry.provisions.note(source);
      }
    }
    class Dependent {
      constructor(readonly own: Own) {}
    }
    class Unconcerned {}
    registerClass(Own, {}, registry);
    registerClass(Dependent, { inject: [Own] }, registry);
    registerClass(Unconcerned, {}, registry);
    return () => [Own, Dependent, Unconcerned].map((target) => registry.resolve<object>(target));
  }

  it('have what was built with them built anew when their source is gone, to any depth, and nothing else', () => {
    const source = {};
    const resolve = program(source);
    const former = resolve();
    registry.provisions.gone((each) => each !== source);
    expect(resolve()).to.deep.equal(former);
    registry.provisions.gone((each) => each === source);
    expect(resolve().map((one, index) => one === former[index])).to.deep.equal([false, false, true]);
    expect(registry.stats().singletons.map(({ builds }) => builds)).to.deep.equal([2, 2, 1]);
  });

  it('of a replaced singleton count when that changes, and so does the singleton itself, which stays', () => {
    class Client {}
    class OnClient {
      constructor(readonly client: Client) {}
    }
    registerClass(Client, {}, registry);
    registerClass(OnClient, { inject: [Client] }, registry);
    const resolve = program(Client);
    const [former, client, onClient] = [resolve(), registry.resolve(Client), registry.resolve(OnClient)];
    registry.provisions.changed(Client);
    expect(resolve().map((one, index) => one === former[index])).to.deep.equal([false, false, true]);
    expect([registry.resolve(Client) === client, registry.resolve(OnClient) === onClient]).to.deep.equal([true, false]);
  });

  it('outside of any build concern nobody', () => {
    const source = {};
    registry.provisions.note(source);
    registry.provisions.gone(() => true);
    registry.provisions.changed(source);
    expect(registry.stats().singletons).to.deep.equal([]);
  });
});
