import { expect } from 'chai';
import type { Refreshed } from '../support/lambda/answers.js';
import { TEST_MS, useContainers } from '../support/lambda/deploy.js';
import { unhandledIn } from '../support/lambda/observed.js';
import { useOrigin } from '../support/lambda/origin.js';
import { realRuntimes, titleOf } from '../support/lambda/runtimes.js';

const REFRESH_MS = 200;
const ROUNDS = 5;

for (const runtime of realRuntimes) {
  describe(`staleWhileRevalidate ${titleOf(runtime)}`, function () {
    this.timeout(TEST_MS);
    const deploy = useContainers(runtime);
    const originOf = useOrigin();

    it('serves the stale value in under 5 ms while the refresh is done before the next poll', async () => {
      const origin = originOf();
      const container = await deploy('lifecycle/drains.ts', { environment: origin.environment });
      expect((await container.invoke<Refreshed>({})).answer.value).to.equal('report v1');
      origin.delayMs = REFRESH_MS;
      const servedMs: number[] = [];
      for (let round = 1; round <= ROUNDS; round += 1) {
        await container.freeze(2 * 60_000);
        const { answer, requestId } = await container.invoke<Refreshed>({});
        await container.idle();
        expect(answer.value, 'what the last refresh stored').to.equal(`report v${round}`);
        const refreshedAt = origin.requests.at(-1)?.answeredAt as number;
        expect(origin.requests.at(-1)?.answer).to.equal(`report v${round + 1}`);
        expect(refreshedAt).to.be.below(container.journal.last('answer', requestId));
        expect(refreshedAt).to.be.below(container.journal.last('runtime next'));
        servedMs.push(answer.servedMs);
      }
      expect(median(servedMs), servedMs.join(', ')).to.be.below(5);
      expect(Math.max(...servedMs), 'no call waits for a refresh').to.be.below(REFRESH_MS);
      const { answer } = await container.invoke<Refreshed>({});
      expect(answer).to.include({ value: `report v${ROUNDS + 1}`, loads: ROUNDS + 1, staleHits: ROUNDS, thaws: ROUNDS });
      expect(origin.requests.length).to.equal(ROUNDS + 1);
    });

    it('keeps the process and the stale value when the refresh fails', async () => {
      const origin = originOf();
      const container = await deploy('lifecycle/drains.ts', { environment: origin.environment });
      await container.invoke<Refreshed>({});
      origin.fail('report v2');
      for (const expected of ['report v1', 'report v1', 'report v3']) {
        if (expected !== 'report v3') await container.freeze(2 * 60_000);
        const { answer, cold } = await container.invoke<Refreshed>({});
        expect([answer.value, cold]).to.deep.equal([expected, false]);
      }
      expect(unhandledIn(container)).to.deep.equal([]);
      expect(container.endings).to.deep.equal([]);
    });
  });
}

function median(numbers: readonly number[]): number {
  return [...numbers].sort((one, other) => one - other)[Math.floor(numbers.length / 2)] ?? Number.NaN;
}
