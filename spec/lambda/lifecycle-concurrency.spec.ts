import { expect } from 'chai';
import type { LambdaContainer } from '../../samples/container/lambda/lambda-container.js';
import type { Refreshed } from '../support/lambda/answers.js';
import { TEST_MS, useContainers } from '../support/lambda/deploy.js';
import { unhandledIn } from '../support/lambda/observed.js';
import { useOrigin } from '../support/lambda/origin.js';
import { realRuntimes, titleOf } from '../support/lambda/runtimes.js';

const AT_ONCE = 16;
const HOUR_MS = 3_600_000;

for (const runtime of realRuntimes) {
  describe(`A refresh among many invocations at once ${titleOf(runtime)}`, function () {
    this.timeout(TEST_MS);
    const deploy = useContainers(runtime);
    const originOf = useOrigin();

    /** A container with a stale `report v1`, asked by many at once; its refresh, `report v2`, does not end before `release`. */
    async function refreshing(timeoutMs: number) {
      const origin = originOf();
      const container = await deploy('lifecycle/drains.ts', { environment: origin.environment, concurrency: { max: AT_ONCE, workers: 1 } });
      expect(await ask(container)).to.equal('report v1');
      await container.freezeNow(2 * 60_000);
      const release = origin.hold('report v2');
      const calls = Array.from({ length: AT_ONCE }, () => container.invoke<Refreshed>({}, { timeoutMs }));
      let answered = 0;
      const allButOne = new Promise<void>((resolve) => {
        for (const call of calls) void call.then(() => ++answered === AT_ONCE - 1 && resolve());
      });
      await origin.arrival('report v2');
      await allButOne;
      return { container, origin, release, calls, answered: () => answered };
    }

    async function ask(container: LambdaContainer): Promise<string> {
      return (await container.invoke<Refreshed>({}, { timeoutMs: 10_000 })).answer.value;
    }

    function expectPeace(container: LambdaContainer): void {
      expect(unhandledIn(container)).to.deep.equal([]);
      expect(container.endings).to.deep.equal([]);
    }

    it('is waited for by the one that began it, while the others have the stale value', async () => {
      const { container, origin, release, calls, answered } = await refreshing(TEST_MS);
      expect(answered()).to.equal(AT_ONCE - 1);
      release();
      const values = (await Promise.all(calls)).map(({ answer }) => answer.value);
      expect(values).to.deep.equal(values.map(() => 'report v1'));
      expect(await ask(container)).to.equal('report v2');
      expect(origin.requests.length).to.equal(2);
      expectPeace(container);
    });

    it('is neither joined nor stored when the process was stopped in the middle of it', async () => {
      const { container, origin, release, calls } = await refreshing(1200);
      await container.freezeNow(HOUR_MS, { heldMs: 20 });
      expect(await ask(container)).to.equal('report v3');
      release();
      await origin.closing('report v2');
      await Promise.all(calls);
      expect(await ask(container)).to.equal('report v3');
      expectPeace(container);
    });
  });
}
