import { expect } from 'chai';
import { useContainers } from '../support/lambda/deploy.js';
import { unhandledIn } from '../support/lambda/observed.js';
import { realRuntimes, titleOf } from '../support/lambda/runtimes.js';

/** The whole soak takes 20,000. */
const INVOCATIONS = Number(process.env.SOAK_INVOCATIONS ?? 400);
/** Until the budget is full, and what is compiled has been. */
const WARM_UP = Math.max(200, INVOCATIONS / 10);
const LOOKS = 4;
/** What the handler lets its caches keep. */
const BUDGET_MB = 16;

interface Told {
  readonly megabytes: number;
  readonly invocations: number;
  readonly thaws: number;
  readonly calls: number;
  readonly evictions: number;
  readonly expirations: number;
  readonly bytes: number;
}

for (const runtime of realRuntimes) {
  describe(`50 cached methods with random limits ${titleOf(runtime)}`, function () {
    this.timeout(60_000 + INVOCATIONS * 200);
    const deploy = useContainers(runtime);

    it(`keep the heap flat, and to every limit after each call, over ${INVOCATIONS} invocations`, async () => {
      const container = await deploy('heap/soak.ts');
      const heaps: number[] = [];
      let told: Told | undefined;
      const run = async (count: number): Promise<number> => {
        for (let left = count; left > 1; left--) await container.invoke({});
        told = (await container.invoke<Told>({ tells: true }, { timeoutMs: 60_000 })).answer;
        return told.megabytes;
      };
      const empty = await run(1);
      await run(WARM_UP - 1);
      for (let tenth = 0; tenth < 10; tenth++) {
        let sum = 0;
        for (let look = 0; look < LOOKS; look++) sum += await run(INVOCATIONS / 10 / LOOKS);
        heaps.push(Math.round((sum / LOOKS) * 10) / 10);
        await container.freeze(60_000);
      }
      if (process.env.SHOW_SOAK === '1') console.log(JSON.stringify({ heaps, ...told }));
      expect(told?.invocations).to.equal(WARM_UP + INVOCATIONS);
      expect(told?.thaws).to.equal(9);
      for (const count of [told?.evictions, told?.expirations]) expect(count).to.be.greaterThan(0);
      const [first = 0] = heaps;
      const [least, most] = INVOCATIONS >= 10_000 ? [first * 0.9, first * 1.1] : [0, empty + 1.5 * BUDGET_MB];
      expect(heaps[9], `MB in use, by tenths: ${heaps}`).to.be.within(least, most);
      expect(container.endings).to.deep.equal([]);
      expect(unhandledIn(container)).to.deep.equal([]);
      // Background refreshes fail, as their loads do now and then.
      expect(container.output).not.to.match(/WARN_WARMSCOPE_(?!BACKGROUND)/);
    });
  });
}
