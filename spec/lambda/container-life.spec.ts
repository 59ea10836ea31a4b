import { expect } from 'chai';
import type { Counts } from '../support/lambda/answers.js';
import { TEST_MS, useContainers } from '../support/lambda/deploy.js';
import { runtimes, titleOf } from '../support/lambda/runtimes.js';

for (const runtime of runtimes) {
  describe(`warmscope ${titleOf(runtime)}`, function () {
    this.timeout(TEST_MS);
    const deploy = useContainers(runtime);

    it('builds one client per container and counts its invocations', async () => {
      const container = await deploy('counting.ts');
      const first = await container.invoke<Counts>({ users: ['alice'] });
      const second = await container.invoke<Counts>({ users: ['alice', 'bob'] });
      expect(first.cold).to.equal(true);
      expect(first.answer).to.include({ clients: 1, loads: 1, hits: 0, invocations: 1, coldStart: true });
      expect(second.cold).to.equal(false);
      expect(second.answer).to.include({ clients: 1, loads: 2, hits: 1, invocations: 2, coldStart: false });
      expect(second.answer.values).to.deep.equal(['alice #1', 'bob #2']);
    });

    it('runs one loader for 100 concurrent calls of one key in an invocation', async () => {
      const container = await deploy('counting.ts');
      const { answer } = await container.invoke<Counts>({ users: Array.from({ length: 100 }, () => 'alice') });
      expect(new Set(answer.values)).to.deep.equal(new Set(['alice #1']));
      expect(answer).to.include({ loads: 1, joins: 99, hits: 0 });
    });

    it('gives every container its own copy', async () => {
      const [one, other] = [await deploy('counting.ts'), await deploy('counting.ts')];
      await one.invoke<Counts>({ users: ['alice', 'bob'] });
      const { answer } = await other.invoke<Counts>({ users: ['bob'] });
      expect(answer).to.include({ clients: 1, loads: 1, invocations: 1 });
    });

    it('starts anew in a recycled container', async () => {
      const container = await deploy('counting.ts');
      await container.invoke<Counts>({ users: ['alice', 'bob'] });
      await container.recycle();
      const { answer, cold } = await container.invoke<Counts>({ users: ['bob'] });
      expect(cold).to.equal(true);
      expect(answer).to.include({ clients: 1, loads: 1, hits: 0, invocations: 1, coldStart: true });
    });
  });
}
