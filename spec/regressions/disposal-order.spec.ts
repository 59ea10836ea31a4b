import { expect } from 'chai';
import { containerSingleton, registry } from '../../src/index.js';
import { deferred } from '../support/deferred.js';

// Kind of fault: All clients were released before the first disposal ran, and a build that never ended held up every disposal.
describe('regression: disposals that need others, or wait for nothing', () => {
  afterEach(() => registry.dispose());

  it('still find what they need to say goodbye', async () => {
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

  it('do not wait for a build under way', async () => {
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
