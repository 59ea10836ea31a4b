import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'chai';
import type { Refreshed } from '../support/lambda/answers.js';
import { type DeployOptions, TEST_MS, useContainers } from '../support/lambda/deploy.js';
import { unhandledIn } from '../support/lambda/observed.js';
import { useOrigin } from '../support/lambda/origin.js';
import { realRuntimes, titleOf } from '../support/lambda/runtimes.js';

const REFRESH_MS = 200;

for (const runtime of realRuntimes) {
  describe(`background: 'after-response' ${titleOf(runtime)}`, function () {
    this.timeout(TEST_MS);
    const deploy = useContainers(runtime);
    const originOf = useOrigin();

    async function staleContainer(handlerFile: string, options: DeployOptions) {
      const container = await deploy(handlerFile, { ...options, environment: originOf().environment });
      expect((await container.invoke<Refreshed>({})).answer.value).to.equal('report v1');
      await container.freeze(2 * 60_000);
      return container;
    }

    /** Asks for a stale entry, whose refresh does not end before an extension has let the caller have its answer, or after a while. */
    async function refreshOnce(handlerFile: string, options: DeployOptions = {}) {
      const origin = originOf();
      const container = await staleContainer(handlerFile, options);
      const release = origin.hold('report v2');
      const stale = container.invoke<Refreshed>({});
      const refresh = await origin.arrival('report v2');
      await (container.journal.count('registered') === 1 ? stale : sleep(REFRESH_MS));
      release();
      const { answer, requestId } = await stale;
      await container.idle();
      const idleAt = performance.now();
      const refreshedAt = refresh.answeredAt ?? Number.POSITIVE_INFINITY;
      expect(answer.value).to.equal('report v1');
      expect(refreshedAt, 'refreshed before the freeze').to.be.below(idleAt);
      await container.freeze(30_000);
      const next = await container.invoke<Refreshed>({});
      expect(next.answer, 'stored before the freeze').to.include({ value: 'report v2', loads: 2 });
      expect(unhandledIn(container)).to.deep.equal([]);
      return { container, headStartMs: refreshedAt - container.journal.last('answer', requestId) };
    }

    it('gives the caller its answer before the refresh ends, which is stored before the freeze', async () => {
      const { container, headStartMs } = await refreshOnce('lifecycle/after-response.ts', { format: 'esm' });
      expect(container.journal.count('registered')).to.equal(1);
      expect(headStartMs).to.be.above(0);
    });

    it('drains where the registration is refused', async () => {
      const { container, headStartMs } = await refreshOnce('lifecycle/after-response.ts', { format: 'esm', extensions: 'refused' });
      expect(container.journal.count('registered')).to.equal(0);
      expect(container.journal.count('refused')).to.be.at.least(1);
      expect(headStartMs).to.be.below(0);
    });

    it('is one or the other in a CommonJS bundle, whose registration may come too late', async () => {
      const { container, headStartMs } = await refreshOnce('lifecycle/after-response-cjs.ts');
      if (container.journal.count('registered') === 1) expect(headStartMs).to.be.above(0);
      else expect(headStartMs).to.be.below(0);
    });

    it('gives up in time for the freeze when a refresh does not end', async () => {
      const origin = originOf();
      const container = await staleContainer('lifecycle/after-response.ts', { format: 'esm' });
      const release = origin.hold('report v2');
      const { milliseconds, requestId } = await container.invoke<Refreshed>({}, { timeoutMs: 1000 });
      expect(milliseconds, 'the refresh is not waited for').to.be.below(900);
      await container.idle();
      expect(performance.now() - container.journal.last('event', requestId), 'give or take what a busy machine takes').to.be.below(1500);
      await container.freeze(3_600_000);
      expect((await container.invoke<Refreshed>({}, { timeoutMs: 10_000 })).answer.value).to.equal('report v3');
      release();
      await origin.closing('report v2');
      expect((await container.invoke<Refreshed>({})).answer.value).to.equal('report v3');
      expect(unhandledIn(container)).to.deep.equal([]);
    });

    it('is quiet about invocations that have no background work', async () => {
      const container = await deploy('lifecycle/after-response.ts', { format: 'esm', environment: originOf().environment });
      for (let count = 0; count < 20; count += 1) await container.invoke<Refreshed>({});
      await container.idle();
      const { journal } = container;
      expect(performance.now() - journal.last('answer')).to.be.below(1000);
      expect([journal.count('answer'), journal.count('extension next'), container.endings]).to.deep.equal([20, 21, []]);
    });
  });
}
