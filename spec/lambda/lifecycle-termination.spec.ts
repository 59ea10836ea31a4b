import { expect } from 'chai';
import { type DeployOptions, TEST_MS, useContainers } from '../support/lambda/deploy.js';
import { useOrigin } from '../support/lambda/origin.js';
import { realRuntimes, titleOf } from '../support/lambda/runtimes.js';

const GOODBYE_MS = 100; // what the client in handlers/lifecycle/closing.ts takes

for (const runtime of realRuntimes) {
  describe(`SIGTERM ${titleOf(runtime)}`, function () {
    this.timeout(TEST_MS);
    const deploy = useContainers(runtime);
    const originOf = useOrigin();

    const cases: Readonly<Record<string, [handlerFile: string, options: DeployOptions]>> = {
      'a client that is open': ['lifecycle/closing.ts', {}],
      'the same where Lambda gives the signal for the sake of an extension only': [
        'lifecycle/closing-extension.ts',
        { format: 'esm', shutdown: 'as on Lambda' },
      ],
    };

    for (const [title, [handlerFile, options]] of Object.entries(cases)) {
      it(`disposes ${title}, within 300 ms`, async () => {
        const origin = originOf();
        origin.hold('client v1');
        const container = await deploy(handlerFile, { ...options, environment: origin.environment });
        expect((await container.invoke<string>({})).answer).to.equal('open');
        await origin.arrival('client v1');
        await container.recycle();
        const closedAfterMs = (await origin.closing('client v1')) - container.journal.last('SIGTERM');
        expect(closedAfterMs).to.be.within(GOODBYE_MS - 1, 300);
        expect(container.endings[0]).to.include({ exitCode: null, signal: 'SIGTERM' });
        expect(container.endings[0]?.afterMs).to.be.below(500);
      });
    }
  });
}
