import { expect } from 'chai';
import type { Clocks } from '../support/lambda/answers.js';
import { TEST_MS, useContainers } from '../support/lambda/deploy.js';
import { runtimes, titleOf } from '../support/lambda/runtimes.js';

const HOUR_MS = 3_600_000;

// No warmscope here, hence no decorators: one build runs it.
for (const runtime of runtimes) {
  describe(`A freeze ${titleOf(runtime)} (control group, without warmscope)`, function () {
    this.timeout(TEST_MS);
    const deploy = useContainers(runtime);

    it('moves the wall clock on and stops the monotonic clock', async () => {
      const container = await deploy('clocks.ts');
      await container.invoke<Clocks>({});
      const heldMs = runtime.simulated ? 0 : 1000;
      const startedAt = performance.now();
      const { answer: before } = await container.invoke<Clocks>({});
      await container.freeze(HOUR_MS, { heldMs });
      const { answer: after } = await container.invoke<Clocks>({});
      const realMs = performance.now() - startedAt;

      expect(after.dateNow - before.dateNow).to.be.within(HOUR_MS, HOUR_MS + realMs + 10);
      expect(Date.parse(after.newDate) - Date.parse(before.newDate)).to.be.within(HOUR_MS, HOUR_MS + realMs + 10);
      for (const clock of ['performanceNow', 'hrtime', 'uptime'] as const) {
        expect(after[clock] - before[clock], clock).to.be.within(0, realMs - heldMs + 10);
      }
    });

    it('leaves an entry fresh for ever whose age the monotonic clock tells, and expires one by the wall clock', async () => {
      const container = await deploy('clocks.ts');
      await container.invoke<Clocks>({});
      await container.freeze(HOUR_MS);
      const { answer } = await container.invoke<Clocks>({});
      expect(answer).to.include({ freshByMonotonicClock: true, freshByWallClock: false });
    });

    it('leaves the deadline right, and a recycled container in the same time', async () => {
      const container = await deploy('clocks.ts');
      const { answer: first } = await container.invoke<Clocks>({}, { timeoutMs: 5000 });
      await container.freeze(HOUR_MS);
      const { answer: thawed } = await container.invoke<Clocks>({}, { timeoutMs: 5000 });
      await container.recycle();
      const { answer: reborn, cold } = await container.invoke<Clocks>({}, { timeoutMs: 5000 });
      for (const { remaining } of [first, thawed, reborn]) expect(remaining).to.be.within(1000, 5001);
      expect(cold).to.equal(true);
      expect(reborn.dateNow).to.be.at.least(thawed.dateNow);
    });
  });
}
