import { expect } from 'chai';
import type { Clients } from '../support/lambda/answers.js';
import { TEST_MS, useContainers } from '../support/lambda/deploy.js';
import { useOrigin } from '../support/lambda/origin.js';
import { realRuntimes, titleOf } from '../support/lambda/runtimes.js';

const HOUR_MS = 3_600_000;
const FIRST = { aged: 1, validated: 1, dependent: 1, dependsOn: 1, usable: true };

for (const runtime of realRuntimes) {
  describe(`A thaw ${titleOf(runtime)}`, function () {
    this.timeout(TEST_MS);
    const deploy = useContainers(runtime);
    const originOf = useOrigin();

    async function start() {
      const container = await deploy('lifecycle/clients.ts', { environment: originOf().environment });
      const ask = async (event: object = {}): Promise<Clients> => (await container.invoke<Clients>(event)).answer;
      return { container, ask };
    }

    it('is counted, and a short pause is not', async () => {
      const { container, ask } = await start();
      expect(await ask()).to.include({ thaws: 0, invocations: 1 });
      expect(await ask()).to.include({ thaws: 0, invocations: 2 });
      await container.freeze(HOUR_MS);
      expect(await ask()).to.include({ thaws: 1, invocations: 3 });
      expect(await ask()).to.include({ thaws: 1, invocations: 4 });
      await container.freeze(5000);
      expect(await ask(), 'the monotonic clock lost five seconds').to.include({ thaws: 2, invocations: 5 });
    });

    it('renews a client past its maxAge, which no invocation holds any more', async () => {
      const { container, ask } = await start();
      expect(await ask()).to.deep.include({ ...FIRST, disposed: [] });
      await container.freeze(HOUR_MS / 3);
      expect(await ask(), 'still young').to.deep.include({ aged: 1, disposed: [] });
      await container.freeze(HOUR_MS / 3);
      expect(await ask()).to.include({ aged: 2, usable: true, validated: 1 });
      expect(await ask()).to.deep.include({ aged: 2, disposed: [1] });
    });

    it('asks once whether a client is still valid, and rebuilds it and what depends on it if not', async () => {
      const { container, ask } = await start();
      await ask();
      expect(originOf().requests.length, 'nothing is asked before a thaw').to.equal(0);
      await container.freeze(HOUR_MS / 3);
      expect(await ask()).to.include({ validated: 1, dependent: 1 });
      await ask();
      expect(originOf().requests.length, 'once a thaw').to.equal(1);
      originOf().fail('validity v2');
      await container.freeze(HOUR_MS / 3);
      expect(await ask()).to.include({ validated: 2, dependent: 2, dependsOn: 2 });
    });

    it('drops expired entries that nobody asks for any more', async () => {
      const { container, ask } = await start();
      expect(await ask({ lines: 500 })).to.include({ entries: 500, expirations: 0 });
      await container.freeze(30_000);
      expect(await ask()).to.include({ entries: 500 });
      await container.freeze(HOUR_MS);
      await ask();
      expect(await ask()).to.include({ entries: 0, expirations: 500 });
    });
  });
}
