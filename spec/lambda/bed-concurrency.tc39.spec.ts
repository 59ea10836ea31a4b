import { expect } from 'chai';
import type { TenantAnswer } from '../support/lambda/answers.js';
import { invokeMany } from '../support/lambda/crowd.js';
import { TEST_MS, useContainers } from '../support/lambda/deploy.js';
import { realRuntimes, titleOf } from '../support/lambda/runtimes.js';

// No warmscope here, hence no decorators: one build runs it.
for (const runtime of realRuntimes) {
  describe(`Many invocations at once ${titleOf(runtime)} (control group, without warmscope)`, function () {
    this.timeout(TEST_MS);
    const deploy = useContainers(runtime);

    it('run together in each of several threads, and cross where the tenant is kept in a variable', async () => {
      const container = await deploy('by-hand/tenants.ts', { concurrency: { max: 64, workers: 2 } });
      const tenants = Array.from({ length: 200 }, (_, index) => `tenant ${index}`);
      const answers = await invokeMany<TenantAnswer>(container, tenants, 64);
      expect(answers.map(({ answer }) => answer.tenantId)).to.deep.equal(tenants);
      expect(new Set(answers.map(({ answer }) => answer.threadId)).size).to.equal(2);
      expect(Math.max(...answers.map(({ answer }) => answer.atOnce))).to.be.at.least(4);
      expect(answers.filter(({ answer }) => answer.values[0] !== `of ${answer.tenantId}`).length).to.be.above(20);
      expect(container.endings).to.deep.equal([]);
    });
  });
}
