import { expect } from 'chai';
import { ContainerSingleton, containerSingleton, createHandler, registry } from '../../src/index.js';
import { anySingleton, labelOf, thrownBy } from '../decorators/any-decorator.js';
import { deferred, errorOf, stateOf } from '../support/deferred.js';
import { collectReports } from '../support/warnings.js';

describe('singletons, found while writing their specs', () => {
  collectReports();
  let isDown = false;
  afterEach(() => {
    isDown = false;
    return registry.dispose();
  });

  it('tries a failed eager singleton again at the next invocation, also one that another eager singleton needs', async () => {
    isDown = true;
    const token = containerSingleton(
      async () => {
        if (isDown) throw new Error('down');
        return 'token';
      },
      { eager: true },
    );
    const client = containerSingleton(async () => `client with ${await token()}`, { eager: true });
    const handler = createHandler(() => client());
    expect(await errorOf(() => handler(undefined, undefined))).to.have.property('message', 'down');
    isDown = false;
    expect(await handler(undefined, undefined)).to.equal('client with token');
  });

  it('lets every caller of dispose wait until the disposals are over', async () => {
    const gate = deferred();
    const client = containerSingleton(() => ({}), { dispose: () => gate.promise });
    client();
    const first = registry.dispose();
    const second = registry.dispose();
    const state = await stateOf(second);
    gate.resolve();
    await first;
    expect(state).to.equal('pending');
  });

  it('refuses a factory whose only parameters have defaults: its arguments would be dropped in silence', () => {
    const error = thrownBy(() => {
      class Databases {
        @anySingleton()
        db(name = 'main'): string {
          return name;
        }
      }
      return Databases;
    });
    expect(error).to.have.property('code', 'ERR_WARMSCOPE_INVALID_TARGET');
    expect(error.message).to.contain(labelOf('Databases', 'db'));
  });

  it('refuses a class in place of a factory function', () => {
    class Storage {}
    expect(thrownBy(() => containerSingleton(Storage as never))).to.have.property('code', 'ERR_WARMSCOPE_INVALID_TARGET');
  });

  it('names the class that wanted a token which cannot be resolved', () => {
    class Storage {}
    @ContainerSingleton({ inject: [Storage] })
    class Reports {
      constructor(readonly storage: Storage) {}
    }
    const error = thrownBy(() => registry.resolve(Reports));
    expect(error).to.have.property('code', 'ERR_WARMSCOPE_RESOLUTION');
    expect(error.message).to.contain('Storage').and.to.contain('Reports');
  });

  it('takes a method that is called class for a function', async () => {
    const handlers = {
      class(event: number): number {
        return event + 1;
      },
    };
    expect(await createHandler(handlers.class)(1, undefined)).to.equal(2);
  });

  it('disposes the clients of evaluations that fell off the list of lookalikes', async () => {
    let disposals = 0;
    for (let evaluation = 0; evaluation < 250; evaluation++) {
      const client = containerSingleton(
        function fellOff() {
          return {};
        },
        { dispose: () => void disposals++ },
      );
      client();
    }
    await registry.dispose();
    expect(disposals).to.equal(250);
  });

  it('checks that inject has no more tokens than the constructor has parameters', () => {
    class Storage {
      readonly kind = 'storage';
    }
    const error = thrownBy(() => anySingleton({ inject: [Storage, Storage] })(Storage));
    expect(error).to.have.property('code', 'ERR_WARMSCOPE_INVALID_OPTION');
  });
});
