import { expect } from 'chai';
import { FunctionError } from '../../samples/container/lambda/errors.js';
import { TEST_MS, useContainers } from '../support/lambda/deploy.js';
import { unhandledIn } from '../support/lambda/observed.js';
import { useOrigin } from '../support/lambda/origin.js';
import { realRuntimes, titleOf } from '../support/lambda/runtimes.js';

for (const runtime of realRuntimes) {
  describe(`createStreamHandler ${titleOf(runtime)}`, function () {
    this.timeout(TEST_MS);
    const deploy = useContainers(runtime);
    const originOf = useOrigin();

    it('lets the caller have the whole body before the refresh ends, which is stored before the next poll', async () => {
      const origin = originOf();
      const container = await deploy('lifecycle/streams.ts', { environment: origin.environment });
      expect((await container.invoke<string>({})).answer).to.equal('the report v1');
      await container.freeze(2 * 60_000);
      const release = origin.hold('report v2');
      const { answer, streamed } = await container.invoke<string>({});
      const refresh = await origin.arrival('report v2');
      expect(refresh.answeredAt, 'the caller has the body while the refresh is under way').to.equal(undefined);
      release();
      await container.idle();
      const refreshedAt = refresh.answeredAt ?? Number.POSITIVE_INFINITY;
      expect([answer, streamed?.contentType]).to.deep.equal(['the report v1', 'text/plain']);
      expect(refreshedAt).to.be.below(container.journal.last('runtime next'));
      expect((await container.invoke<string>({})).answer).to.equal('the report v2');
      expect(unhandledIn(container)).to.deep.equal([]);
    });

    it('passes on an error in the middle of the body', async () => {
      const container = await deploy('lifecycle/streams.ts', { environment: originOf().environment });
      const error: unknown = await container.invoke({ fail: true }).catch((reason: unknown) => reason);
      expect(error).to.be.instanceOf(FunctionError);
      expect((error as FunctionError).report).to.include({ errorType: 'RangeError', errorMessage: 'the second piece is missing' });
      const { answer, cold } = await container.invoke<string>({});
      expect([answer, cold]).to.deep.equal(['the report v1', false]);
    });
  });
}
