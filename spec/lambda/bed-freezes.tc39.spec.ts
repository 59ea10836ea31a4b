import { expect } from 'chai';
import type { Served } from '../support/lambda/answers.js';
import { TEST_MS, useContainers } from '../support/lambda/deploy.js';
import { unhandledIn } from '../support/lambda/observed.js';
import { useOrigin } from '../support/lambda/origin.js';
import { realRuntimes, titleOf } from '../support/lambda/runtimes.js';

const HOUR_MS = 3_600_000;

// No warmscope here, hence no decorators: one build runs it.
for (const runtime of realRuntimes) {
  describe(`A freeze in the middle of a refresh ${titleOf(runtime)} (control group, without warmscope)`, function () {
    this.timeout(TEST_MS);
    const deploy = useContainers(runtime);
    const originOf = useOrigin();

    /** A container with a stale entry whose refresh, `report v2`, is under way and does not end yet. */
    async function refreshing(handlerFile: string) {
      const origin = originOf();
      const container = await deploy(handlerFile, { environment: origin.environment });
      await container.invoke<Served>({});
      await container.freeze(2 * 60_000);
      const release = origin.hold('report v2');
      const stale = container.invoke<Served>({});
      await origin.arrival('report v2');
      return { container, release, stale };
    }

    it('lets the old value of a refresh that was left alone overwrite what is newer', async () => {
      const { container, release, stale } = await refreshing('by-hand/leaves.ts');
      expect((await stale).answer.value).to.equal('report v1');
      await container.freeze(HOUR_MS);
      expect((await container.invoke<Served>({})).answer.value, 'an hour old, and joined to the old refresh').to.equal('report v1');
      release();
      await originOf().closing('report v2');
      // The connection is closed as soon as the answer has come in; what the handler makes of it may be a little later.
      let value = 'report v1';
      while (value === 'report v1') value = (await container.invoke<Served>({})).answer.value;
      expect(value).to.equal('report v2');
    });

    it('ends the process when the refresh fails afterwards, and that is observed', async () => {
      const { container, release, stale } = await refreshing('by-hand/leaves.ts');
      await stale;
      originOf().fail('report v2');
      await container.freeze(HOUR_MS, { meanwhile: release });
      const next = await container.invoke<Served>({}).then(
        () => 'answered',
        (error: Error) => error.name,
      );
      expect(next).to.be.oneOf(['ContainerCrash', 'answered']);
      while (container.endings.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
      expect(container.endings).to.deep.equal([{ exitCode: 1, signal: null, afterMs: undefined }]);
      expect(unhandledIn(container)).to.deep.equal(['Error: report v2: status 500']);
    });

    it('may fall before the answer, which is then given after the thaw', async () => {
      const { container, release, stale } = await refreshing('by-hand/drains.ts');
      await container.freezeNow(HOUR_MS, { heldMs: 50 });
      release();
      expect((await stale).answer.value).to.equal('report v1');
      expect((await container.invoke<Served>({})).answer.value).to.equal('report v2');
      const { journal } = container;
      expect(journal.last('thawed') - journal.last('frozen')).to.be.at.least(49);
      expect(unhandledIn(container)).to.deep.equal([]);
    });
  });
}
