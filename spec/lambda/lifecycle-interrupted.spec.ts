import { expect } from 'chai';
import type { LambdaContainer } from '../../samples/container/lambda/lambda-container.js';
import type { Refreshed } from '../support/lambda/answers.js';
import { TEST_MS, useContainers } from '../support/lambda/deploy.js';
import { unhandledIn } from '../support/lambda/observed.js';
import { useOrigin } from '../support/lambda/origin.js';
import { realRuntimes, titleOf } from '../support/lambda/runtimes.js';

const HOUR_MS = 3_600_000;
const TIMEOUT_MS = 1200; // of the invocation whose refresh does not end

for (const runtime of realRuntimes) {
  describe(`A refresh that a freeze interrupts ${titleOf(runtime)}`, function () {
    this.timeout(TEST_MS);
    const deploy = useContainers(runtime);
    const originOf = useOrigin();

    /** A container with a stale `report v1` whose refresh, `report v2`, is under way and does not end. */
    async function refreshing(event: object = {}) {
      const origin = originOf();
      const container = await deploy('lifecycle/drains.ts', { environment: origin.environment });
      await container.invoke<Refreshed>(event);
      await container.freeze(2 * 60_000);
      const release = origin.hold('report v2');
      const stale = container.invoke<Refreshed>(event, { timeoutMs: TIMEOUT_MS });
      stale.catch(() => undefined);
      await origin.arrival('report v2');
      return { container, release, stale };
    }

    /** Asks again after the thaw: neither a hang, nor a new container. */
    async function ask(container: LambdaContainer, event: object = {}): Promise<string> {
      const { answer, cold } = await container.invoke<Refreshed>(event, { timeoutMs: 10_000 });
      expect(cold).to.equal(false);
      return answer.value;
    }

    function expectPeace(container: LambdaContainer): void {
      expect(unhandledIn(container)).to.deep.equal([]);
      expect(container.endings).to.deep.equal([]);
    }

    it('is given up in time for the answer', async () => {
      const { container, stale } = await refreshing();
      const { answer, milliseconds } = await stale;
      expect(answer.value).to.equal('report v1');
      expect(milliseconds, 'give or take what a busy machine takes').to.be.below(TIMEOUT_MS + 500);
      expectPeace(container);
    });

    it('is neither waited for nor stored after the thaw, however late it ends', async () => {
      const { container, release, stale } = await refreshing();
      await stale;
      await container.freeze(HOUR_MS, { heldMs: 20 });
      expect(await ask(container)).to.equal('report v3');
      release();
      await originOf().closing('report v2');
      expect(await ask(container)).to.equal('report v3');
      expectPeace(container);
    });

    it('is not stored when it ended during the freeze', async () => {
      const { container, release, stale } = await refreshing();
      await stale;
      await container.freeze(HOUR_MS, { heldMs: 20, meanwhile: release });
      expect(await ask(container)).to.equal('report v3');
      expect(await ask(container)).to.equal('report v3');
      expectPeace(container);
    });

    it('does not keep the next one from running while the stale value may still be served', async () => {
      const event = { member: 'longReport' };
      const { container, release, stale } = await refreshing(event);
      await stale;
      await container.freeze(HOUR_MS);
      expect(await ask(container, event)).to.equal('report v1');
      expect(await ask(container, event)).to.equal('report v3');
      release();
      await originOf().closing('report v2');
      expect(await ask(container, event)).to.equal('report v3');
      expectPeace(container);
    });

    it('holds nothing up when the freeze falls before the answer', async () => {
      const { container, release, stale } = await refreshing();
      await container.freezeNow(HOUR_MS, { heldMs: 20 });
      expect((await stale).answer.value).to.equal('report v1');
      expect(await ask(container)).to.equal('report v3');
      release();
      await originOf().closing('report v2');
      expect(await ask(container)).to.equal('report v3');
      expectPeace(container);
    });

    it('ends no process when it fails during the freeze or after it', async () => {
      for (const when of ['during', 'after']) {
        const { container, release, stale } = await refreshing();
        originOf().fail('report v2');
        await stale;
        await container.freeze(HOUR_MS, when === 'during' ? { meanwhile: release } : {});
        expect(await ask(container)).to.match(/^report v[3-9]$/);
        release();
        await originOf().closing('report v2');
        expect(await ask(container)).to.match(/^report v[3-9]$/);
        expectPeace(container);
        await container.stop();
        originOf().requests.length = 0;
      }
    });

    it('is no different from a load that an invocation left behind', async () => {
      const origin = originOf();
      const container = await deploy('lifecycle/drains.ts', { environment: origin.environment });
      const release = origin.hold('report v1');
      expect((await container.invoke<Refreshed>({ leave: true }, { timeoutMs: TIMEOUT_MS })).answer.value).to.equal('left');
      await origin.arrival('report v1');
      await container.freeze(HOUR_MS);
      expect(await ask(container)).to.equal('report v2');
      release();
      await origin.closing('report v1');
      expect(await ask(container)).to.equal('report v2');
      expectPeace(container);
    });
  });
}
