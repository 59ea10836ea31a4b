import { expect } from 'chai';
import type { LambdaContainer } from '../../samples/container/lambda/lambda-container.js';
import type { Counts } from '../support/lambda/answers.js';
import { TEST_MS, useContainers } from '../support/lambda/deploy.js';
import { runtimes, titleOf } from '../support/lambda/runtimes.js';

const TTL_MS = 60_000; // of the method in handlers/counting.ts

for (const runtime of runtimes) {
  describe(`An entry with a ttl, after a freeze ${titleOf(runtime)}`, function () {
    this.timeout(TEST_MS);
    const deploy = useContainers(runtime);
    const ask = async (container: LambdaContainer): Promise<Counts> => (await container.invoke<Counts>({ users: ['alice'] })).answer;

    it('is not served when its ttl has passed while the monotonic clock stood still', async () => {
      const container = await deploy('counting.ts');
      await ask(container);
      await container.freeze(60 * TTL_MS);
      const answer = await ask(container);
      expect(answer.values).to.deep.equal(['alice #2']);
      expect(answer).to.include({ loads: 2, hits: 0, expirations: 1, clients: 1 });
    });

    it('is still a hit inside its ttl, and the ttl does not begin again with the thaw', async () => {
      const container = await deploy('counting.ts');
      await ask(container);
      await container.freeze(TTL_MS / 2);
      expect(await ask(container)).to.include({ loads: 1, hits: 1 });
      await container.freeze(TTL_MS / 2);
      expect(await ask(container)).to.include({ loads: 2, hits: 1 });
    });

    it('is loaded once by concurrent calls after the thaw', async () => {
      const container = await deploy('counting.ts');
      await ask(container);
      await container.freeze(2 * TTL_MS);
      const { answer } = await container.invoke<Counts>({ users: ['alice', 'alice', 'alice'] });
      expect(answer.values).to.deep.equal(['alice #2', 'alice #2', 'alice #2']);
      expect(answer).to.include({ loads: 2, joins: 2 });
    });

    it('is not served when the wall clock was set back meanwhile', async () => {
      const container = await deploy('counting.ts');
      await ask(container);
      await container.freeze(-TTL_MS);
      expect(await ask(container)).to.include({ loads: 2, hits: 0 });
      await container.freeze(TTL_MS);
      expect((await ask(container)).values, 'the clock is right again').to.deep.equal(['alice #3']);
    });
  });
}
