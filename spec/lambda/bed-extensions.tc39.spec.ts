import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'chai';
import type { Served } from '../support/lambda/answers.js';
import { TEST_MS, useContainers } from '../support/lambda/deploy.js';
import { useOrigin } from '../support/lambda/origin.js';
import { realRuntimes, titleOf } from '../support/lambda/runtimes.js';

const REFRESH_MS = 200;

// No warmscope here, hence no decorators: one build runs it.
for (const runtime of realRuntimes) {
  describe(`Background work ${titleOf(runtime)} (control group, without warmscope)`, function () {
    this.timeout(TEST_MS);
    const deploy = useContainers(runtime);
    const originOf = useOrigin();

    /** Lets an entry go stale and asks again; the refresh does not end before `release`. */
    async function refreshing(handlerFile: string) {
      const origin = originOf();
      const container = await deploy(handlerFile, { format: 'esm', environment: origin.environment });
      await container.invoke<Served>({});
      await container.freeze(2 * 60_000);
      const release = origin.hold('report v2');
      const stale = container.invoke<Served>({});
      const refresh = await origin.arrival('report v2');
      return { container, release, stale, refresh };
    }

    async function expectStale(stale: Promise<{ answer: Served }>): Promise<void> {
      const { value, servedMs } = (await stale).answer;
      expect(value).to.equal('report v1');
      expect(servedMs, 'the stale value is served at once').to.be.below(REFRESH_MS);
    }

    it('that is waited for holds up the answer', async () => {
      const { container, release, stale, refresh } = await refreshing('by-hand/drains.ts');
      await sleep(REFRESH_MS);
      expect(container.journal.count('answer')).to.equal(1);
      release();
      await expectStale(stale);
      expect(refresh.answeredAt).to.be.below(container.journal.last('answer'));
    });

    it('that is left alone is not done when the container may be frozen', async () => {
      const { container, stale, refresh } = await refreshing('by-hand/leaves.ts');
      await expectStale(stale);
      await container.idle();
      expect(refresh.answeredAt).to.equal(undefined);
    });

    it('that an extension waits for is done after the answer and before the freeze', async () => {
      const { container, release, stale, refresh } = await refreshing('by-hand/after-response.ts');
      await expectStale(stale);
      let isIdle = false;
      const idle = container.idle().then(() => {
        isIdle = true;
      });
      await sleep(REFRESH_MS);
      expect([isIdle, refresh.answeredAt]).to.deep.equal([false, undefined]);
      release();
      await idle;
      expect(container.journal.count('registered')).to.equal(1);
      expect((await container.invoke<Served>({})).answer.value).to.equal('report v2');
    });
  });

  describe(`The Extensions API ${titleOf(runtime)} (control group, without warmscope)`, function () {
    this.timeout(TEST_MS);
    const deploy = useContainers(runtime);
    const originOf = useOrigin();
    const statusesOf = (answers: readonly string[]): string[] => answers.map((each) => each.replace(/ .*?"errorType":"([^"]*)".*/, ' $1'));

    it('registers in the init phase only, and not for SHUTDOWN', async () => {
      const { answer } = await (await deploy('by-hand/registrations.ts', { format: 'esm' })).invoke<string[]>({});
      expect(statusesOf(answer)).to.deep.equal([
        '403 Extension.InvalidEventType',
        '403 Extension.InvalidEventType',
        '200 {"functionName":"warmscope-sample","functionVersion":"$LATEST","handler":"index.handler"}',
        '403 Extension.RegistrationClosed',
      ]);
    });

    it('can be closed altogether', async () => {
      const refused = await deploy('by-hand/registrations.ts', { format: 'esm', extensions: 'refused' });
      expect(new Set(statusesOf((await refused.invoke<string[]>({})).answer))).to.deep.equal(new Set(['403 Extension.RegistrationClosed']));
    });

    it('offers no invocations to extensions where many run at once', async () => {
      const container = await deploy('by-hand/after-response.ts', {
        format: 'esm',
        concurrency: { max: 8, workers: 1 },
        environment: originOf().environment,
      });
      expect((await container.invoke<Served>({})).answer.value).to.equal('report v1');
      expect([container.journal.count('refused'), container.journal.count('registered')]).to.deep.equal([1, 0]);
    });

    it('decides whether the end begins with a SIGTERM, whose grace is 500 ms', async () => {
      expect(await endOf({})).to.include({ exitCode: null, signal: 'SIGKILL' });
      const closed = await endOf({ EXTENSION: '1', CLOSING_MS: '100' });
      expect(closed).to.include({ exitCode: null, signal: 'SIGTERM' });
      expect(closed?.afterMs).to.be.within(99, 400);
      const killed = await endOf({ EXTENSION: '1', CLOSING_MS: '5000' });
      expect(killed).to.include({ exitCode: null, signal: 'SIGKILL' });
      expect(killed?.afterMs).to.be.within(499, 900);
    });

    it('is of no use to process.exit, which waits for the poll that is under way: a signal must end the process', async () => {
      expect(await endOf({ EXTENSION: '1', CLOSING_MS: '0', BY_EXIT: '1' })).to.include({ exitCode: null, signal: 'SIGKILL' });
    });

    async function endOf(environment: Record<string, string>) {
      const container = await deploy('by-hand/closing.ts', { format: 'esm', shutdown: 'as on Lambda', environment });
      await container.invoke({});
      await container.recycle();
      return container.endings[0];
    }
  });
}
