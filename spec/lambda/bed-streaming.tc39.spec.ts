import { expect } from 'chai';
import { FunctionError } from '../../samples/container/lambda/errors.js';
import { TEST_MS, useContainers } from '../support/lambda/deploy.js';
import { realRuntimes, titleOf } from '../support/lambda/runtimes.js';

// No warmscope here, hence no decorators: one build runs it.
for (const runtime of realRuntimes) {
  describe(`A streamed answer ${titleOf(runtime)} (control group, without warmscope)`, function () {
    this.timeout(TEST_MS);
    const deploy = useContainers(runtime);

    it('is complete at the caller while the handler goes on, and the next poll waits for the handler', async () => {
      const container = await deploy('by-hand/streaming.ts');
      const { answer, streamed, milliseconds, requestId } = await container.invoke<string>({ afterMs: 200 });
      const answeredAt = container.journal.last('answer', requestId);
      await container.idle();
      expect(answer).to.equal('one two');
      expect(streamed?.contentType).to.equal('text/plain');
      expect(streamed?.firstByteMs).to.be.below(milliseconds - 20);
      expect(performance.now() - answeredAt).to.be.within(100, 5000);
    });

    it('that breaks off tells its error in the trailers', async () => {
      const container = await deploy('by-hand/streaming.ts');
      const error: unknown = await container.invoke({ afterMs: 0, fail: true }).catch((reason: unknown) => reason);
      expect(error).to.be.instanceOf(FunctionError);
      expect((error as FunctionError).report).to.include({ errorType: 'RangeError', errorMessage: 'the second chunk is missing' });
      expect((await container.invoke<string>({ afterMs: 0 })).cold).to.equal(false);
    });
  });
}
