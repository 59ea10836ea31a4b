import { expect } from 'chai';
import { containerSingleton, registry } from '../../src/index.js';
import { deferred } from '../support/deferred.js';

// Kind of fault: All clients were released before the first disposal ran, and a build that never ended held up every disposal.
describe('regression: disposals that need other clients, or wait for a build', () => {
  afterEach(() => registry.dispose());

  it('can still use the clients they need', async () => {
    const log: string[] = [];
    let built = 0;
    const transport = containerSingleton(() => ({ number: ++built }), { dispose: ({ number }) => void log.push(`close ${number}`) });
    const metrics = containerSingleton(() => ({ by: transport().number }), {
      dispose: () => void log.push(`send by ${transport().number}`),
    });
    metrics();
    await registry.dispose();
    expect(log).to.deep.equal(['send by 1', 'close 1']);
  });

  it('do not wait for a build that never ends', async () => {
    const gate = deferred<object>();
    const hung = containerSingleton(() => gate.promise);
    let isClosed = false;
    const good = containerSingleton(() => ({}), {
      dispose: () => {
        isClosed = true;
      },
    });
    good();
    const reading = hung();
    const disposing = registry.dispose();
    await new Promise((resolve) => setImmediate(resolve));
    expect(isClosed).to.equal(true);
    gate.resolve({});
    await reading;
    await disposing;
  });
});
