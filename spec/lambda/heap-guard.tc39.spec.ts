import { expect } from 'chai';
import { useContainers } from '../support/lambda/deploy.js';
import { realRuntimes, titleOf } from '../support/lambda/runtimes.js';

/** Twice as many pages as the heap has room for; a soak takes 20,000. */
const INVOCATIONS = Number(process.env.SOAK_INVOCATIONS ?? 700);
const SMALL_HEAP = { NODE_OPTIONS: '--max-old-space-size=32' };

interface Answer {
  readonly size?: number;
  readonly evictions?: number;
  readonly hits?: number;
}

// What is decorated here is a function, or nothing: one build runs it.
for (const runtime of realRuntimes) {
  describe(`A heap of 32 MB ${titleOf(runtime)}`, function () {
    this.timeout(60_000 + INVOCATIONS * 300);
    const deploy = useContainers(runtime);

    /** Asks for one page after the other, until the environment dies; gives how far it came. */
    async function fill(handler: string, environment: Record<string, string> = {}) {
      const container = await deploy(handler, { environment: { ...SMALL_HEAP, ...environment } });
      let last: Answer | undefined;
      let lived = 0;
      for (; lived < INVOCATIONS; lived++) {
        const answer = await container.invoke<Answer>({ id: lived, tells: lived === INVOCATIONS - 1 }).catch(() => undefined);
        if (answer === undefined || (answer.cold && lived > 0)) break;
        last = answer.answer;
      }
      return { lived, last, output: container.output };
    }

    for (const handler of ['by-hand', 'lru'])
      it(`is full after a while of pages that are kept ${handler === 'lru' ? 'by lru-cache with max alone' : 'in a Map'} (control group)`, async () => {
        const { lived, output } = await fill(`heap/${handler}.ts`);
        expect(lived).to.be.lessThan(INVOCATIONS);
        expect(output).to.contain('heap out of memory');
      });

    it('is full as well where nobody guards it', async () => {
      const { lived, output } = await fill('heap/guarded.ts', { HEAP_GUARD: 'none' });
      expect(lived).to.be.lessThan(INVOCATIONS);
      expect(output).to.contain('heap out of memory');
    });

    it(`lives through ${INVOCATIONS} invocations where entries are shed in time, and most of it is used`, async () => {
      const { lived, last, output } = await fill('heap/guarded.ts');
      expect(lived, output.slice(-3_000)).to.equal(INVOCATIONS);
      expect(last?.hits, 'the newest entries stay').to.equal(INVOCATIONS);
      expect(last?.evictions).to.be.greaterThan(0);
      expect(last?.size).to.be.greaterThan(100);
      expect(output.split('WARN_WARMSCOPE_HEAP').length - 1, 'warned of once').to.equal(1);
    });
  });
}
