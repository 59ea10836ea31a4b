import { expect } from 'chai';
import { InitError } from '../../samples/container/lambda/errors.js';
import type { LambdaContainer } from '../../samples/container/lambda/lambda-container.js';
import type { Counts } from '../support/lambda/answers.js';
import { TEST_MS, useContainers } from '../support/lambda/deploy.js';
import { runtimes, titleOf } from '../support/lambda/runtimes.js';

for (const runtime of runtimes) {
  describe(`The init phase ${titleOf(runtime)}`, function () {
    this.timeout(TEST_MS);
    const deploy = useContainers(runtime);

    async function initErrorOf(container: LambdaContainer): Promise<InitError> {
      const error = await container.invoke({}).catch((reason: unknown) => reason);
      expect(error).to.be.instanceOf(InitError);
      return error as InitError;
    }

    it('accepts a handler of createHandler: it has two parameters', async () => {
      const { answer } = await (await deploy('counting.ts')).invoke<Counts>({ users: [] });
      expect(answer.handlerLength).to.equal(2);
    });

    it('refuses one with three parameters (control group)', async () => {
      const { report } = await initErrorOf(await deploy('three-parameters.ts'));
      expect(report.errorType).to.equal('Runtime.CallbackHandlerDeprecated');
    });

    it('fails with the error of a constructor that throws, each time it is tried', async () => {
      const container = await deploy('failing-constructor.ts');
      for (const _attempt of [1, 2]) {
        const { report } = await initErrorOf(container);
        expect(`${report.errorType}: ${report.errorMessage}\n${report.trace.join('\n')}`).to.include('TABLE_NAME is not set');
      }
    });

    it('fails with a ResolutionError when nothing says what a constructor is given', async () => {
      const { report } = await initErrorOf(await deploy('unresolvable-constructor.ts'));
      expect(report.errorType).to.equal('ResolutionError');
      expect(report.errorMessage).to.include('inject');
    });
  });
}
