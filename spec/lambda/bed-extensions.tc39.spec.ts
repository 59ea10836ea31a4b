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

    /** Lets an entry go stale and asks again; tells when the caller had the answer, the refresh its value, and the container was idle. */
    async function refreshOnce(handlerFile: string) {
      const { environment } = originOf();
      const container = await deploy(handlerFile, { format: 'esm', environment });
      await container.invoke<Served>({});
      await container.freeze(2 * 60_000);
      originOf().delayMs = REFRESH_MS;
      const { answer, requestId } = await container.invoke<Served>({});
      await container.idle();
      const idleAt = performance.now();
      const refreshedAt = originOf().requests.find((each) => each.answer === 'report v2')?.answeredAt;
      expect(answer.value).to.equal('report v1');
      expect(answer.servedMs, 'the stale value is served at once').to.be.below(50);
      return { container, answeredAt: container.journal.last('answer', requestId), refreshedAt, idleAt };
    }

    it('that is waited for holds up the answer', async () => {
      const { answeredAt, refreshedAt, idleAt } = await refreshOnce('by-hand/drains.ts');
      expect(refreshedAt).to.be.below(answeredAt);
      expect(answeredAt).to.be.below(idleAt);
    });

    it('that is left alone is not done when the container may be frozen', async () => {
      const { answeredAt, refreshedAt, idleAt } = await refreshOnce('by-hand/leaves.ts');
      expect(idleAt - answeredAt).to.be.below(REFRESH_MS / 2);
      expect(refreshedAt).to.equal(undefined);
    });

    it('that an extension waits for is done after the answer and before the freeze', async () => {
      const { container, answeredAt, refreshedAt, idleAt } = await refreshOnce('by-hand/after-response.ts');
      expect(answeredAt).to.be.below((refreshedAt as number) - REFRESH_MS / 2);
      expect(refreshedAt).to.be.below(idleAt);
      expect(container.journal.count('registered')).to.equal(1);
      originOf().delayMs = 0;
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
