import { expect } from 'chai';
import type { LambdaContainer } from '../../samples/container/lambda/lambda-container.js';
import type { Rejections } from '../support/lambda/answers.js';
import { TEST_MS, useContainers } from '../support/lambda/deploy.js';
import { runtimes, titleOf } from '../support/lambda/runtimes.js';

const SCENES: Readonly<Record<string, readonly string[]>> = {
  concurrent: ['cannot read a', 'cannot read a', 'cannot read b'],
  fenced: ['cannot read a', 'cannot read a'],
  refreshed: ['cannot read a', 'cannot read a'],
  singleton: ['cannot connect', 'cannot connect'],
};

for (const runtime of runtimes) {
  describe(`Rejected loaders ${titleOf(runtime)}`, function () {
    this.timeout(TEST_MS);
    const deploy = useContainers(runtime);

    /** Plays a scene, lets a freeze go by, and looks what the process was told by then. */
    async function play(container: LambdaContainer, scene: string): Promise<{ outcomes: readonly string[]; unhandled: readonly string[] }> {
      const { answer } = await container.invoke<Rejections>({ scene });
      await container.freeze(1000);
      const later = await container.invoke<Rejections>({ scene: 'look' });
      expect(later.cold, 'the process lives on').to.equal(false);
      return { outcomes: answer.outcomes, unhandled: later.answer.unhandled };
    }

    it('reach unhandledRejection when nobody handles them (control group)', async () => {
      const { unhandled } = await play(await deploy('rejections.ts'), 'unhandled on purpose');
      expect(unhandled).to.deep.equal(['Error: nobody waits for this']);
    });

    for (const [scene, outcomes] of Object.entries(SCENES)) {
      it(`reach every caller and never unhandledRejection: ${scene}`, async () => {
        expect(await play(await deploy('rejections.ts'), scene)).to.deep.equal({ outcomes, unhandled: [] });
      });
    }

    it('of an eager singleton fail the first invocation only, not the process', async () => {
      const container = await deploy('eager-failure.ts');
      const first = await container.invoke({}).then(
        () => 'answered',
        (error: Error) => error.message,
      );
      expect(first).to.include('the database is still asleep');
      const second = await container.invoke({});
      expect(second.cold).to.equal(false);
      expect(second.answer).to.deep.equal({ connection: 'connected', attempts: 2, unhandled: [] });
    });
  });
}
