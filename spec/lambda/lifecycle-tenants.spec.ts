import { expect } from 'chai';
import type { Scoped } from '../support/lambda/answers.js';
import { invokeMany } from '../support/lambda/crowd.js';
import { TEST_MS, useContainers } from '../support/lambda/deploy.js';
import { realRuntimes, titleOf } from '../support/lambda/runtimes.js';

const TENANTS = 200;
const INVOCATIONS_OF_EACH = 6;
const WORKERS = 2;

for (const runtime of realRuntimes) {
  describe(`${TENANTS} tenants, many invocations at once ${titleOf(runtime)}`, function () {
    this.timeout(TEST_MS);
    const deploy = useContainers(runtime);

    /** Every tenant so many times, in a random order, and between them some invocations that have no tenant. */
    async function crowd(without = 0): Promise<Scoped[]> {
      const container = await deploy('lifecycle/tenants.ts', { concurrency: { max: 64, workers: WORKERS } });
      const named = Array.from({ length: TENANTS * INVOCATIONS_OF_EACH }, (_, index) => `tenant ${index % TENANTS}`);
      const tenants = shuffled([...named, ...Array.from({ length: without }, () => undefined)]);
      const results = await invokeMany<Scoped>(container, tenants, 64);
      expect(container.endings).to.deep.equal([]);
      expect(results.map(({ answer }) => answer.tenantId)).to.deep.equal(tenants);
      return results.map(({ answer }) => answer);
    }

    it('never get what belongs to another tenant or invocation', async () => {
      const answers = await crowd(100);
      expect(Math.max(...answers.map(({ atOnce }) => atOnce))).to.be.at.least(4);
      for (const { tenantId, values, ids, tenants, requestId, deadlineOffMs } of answers) {
        expect(values).to.deep.equal([`mail of ${tenantId}`, `shop of ${tenantId}`, `mail of ${tenantId}`]);
        expect(ids).to.deep.equal([requestId, requestId, requestId, requestId]);
        expect(tenants.map((tenant) => tenant ?? undefined)).to.deep.equal([tenantId, tenantId]);
        expect(deadlineOffMs).to.be.below(250);
      }
    });

    it('share within a tenant, and never without one', async () => {
      const answers = await crowd(50);
      const last = new Map(answers.map((each) => [each.threadId, each]));
      for (const { threadId } of last.values()) {
        const ofThread = answers.filter((each) => each.threadId === threadId);
        const most = (count: keyof Scoped['cache']): number => Math.max(...ofThread.map(({ cache }) => cache[count]));
        expect(most('bypasses')).to.equal(3 * ofThread.filter(({ tenantId }) => tenantId === undefined).length);
        expect(most('size')).to.equal(2 * new Set(ofThread.flatMap(({ tenantId }) => tenantId ?? [])).size);
        expect(most('loads')).to.equal(most('size'));
        expect(most('hits')).to.be.above(0);
      }
    });

    it('find a registry of its own in each thread, which tells its thread', async () => {
      const answers = await crowd();
      const threads = new Map(answers.map(({ threadId, thread }) => [threadId, thread]));
      expect(threads.size).to.equal(WORKERS);
      expect(new Set(threads.values()).size).to.equal(WORKERS);
      for (const { threadId, thread } of answers) expect(thread).to.equal(threads.get(threadId));
    });
  });
}

function shuffled<Value>(values: readonly Value[]): Value[] {
  const ranked = values.map((value) => ({ value, rank: Math.random() }));
  return ranked.sort((one, other) => one.rank - other.rank).map(({ value }) => value);
}
