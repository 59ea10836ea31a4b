import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { TEST_MS, useContainers } from '../support/lambda/deploy.js';
import { type Ended, startMainJob } from '../support/lambda/main-job.js';
import { runtimes, titleOf } from '../support/lambda/runtimes.js';

// The sample is bundled from its sources with standard decorators whatever the specs are compiled with: one build runs it.
for (const runtime of runtimes) {
  describe(`The main job ${titleOf(runtime)}`, function () {
    this.timeout(2 * TEST_MS);
    useContainers(runtime); // for the installation: the job must not be timed with it
    let temporary: string;

    beforeEach(() => {
      temporary = mkdtempSync(join(tmpdir(), 'warmscope-main-job-'));
    });

    afterEach(() => rmSync(temporary, { recursive: true }));

    it('shows both functions side by side and ends well', async () => {
      const { exitCode, output, errors } = await startMainJob(runtime, temporary).ended;
      expect(errors).to.equal('');
      expect(exitCode).to.equal(0);
      expect(output).to.match(runtime.simulated ? /SIMULATED containers/ : /the real Lambda runtime client/);
      expect(output).to.match(/^ 1 {2}A .* cold {2}\| +1 +1 +0 +0 +0 +152 +[\d.]+ \| +1 +1 +[\d.]+$/m);
      expect(output).to.match(/^ +in all +\| +3 +8 +17 +7 +1 +[\d.]+ \| +14 +32 +[\d.]+$/m);
      expect(output).to.match(/B's wall clock moved 9\d\.\d+ s, its monotonic clock \d\.\d+ s/);
      expect(output).to.match(/^ +Reports\.report +17 +5 +7 +29\.4% +5 +[\d.]+ m?s +[\d.]+ m?s +1\/500 +152 B +1 +3$/m);
      expect(output).to.include('Both functions gave equal answers to every event');
      expect(readdirSync(temporary), 'what is left behind').to.deep.equal([]);
    });

    it('cleans up when it is interrupted', async () => {
      const job = startMainJob(runtime, temporary);
      await job.printed(/^ 1 {2}A/m);
      job.interrupt();
      const { exitCode, errors } = await job.ended;
      expect(errors).to.include('Interrupted.');
      expect(exitCode).to.equal(130);
      expect(readdirSync(temporary), 'what is left behind').to.deep.equal([]);
    });

    it('fails with a clear message when it cannot work', async () => {
      const failed: Ended = await startMainJob(runtime, join(temporary, 'missing')).ended;
      expect(failed.exitCode).to.equal(1);
      expect(failed.errors).to.match(/The run failed\. .*ENOENT/);
    });
  });
}
