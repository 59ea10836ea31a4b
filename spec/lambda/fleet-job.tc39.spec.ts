import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { TEST_MS, useContainers } from '../support/lambda/deploy.js';
import { startProgram } from '../support/lambda/main-job.js';
import { runtimes, titleOf } from '../support/lambda/runtimes.js';

// It goes on in real time: a minute, of which it sleeps the most. One runtime is enough.
for (const runtime of runtimes.slice(0, 1)) {
  describe(`The job of samples/shared ${titleOf(runtime)}`, function () {
    this.timeout(4 * TEST_MS);
    useContainers(runtime); // for the installation
    let temporary: string;

    beforeEach(() => {
      temporary = mkdtempSync(join(tmpdir(), 'warmscope-fleet-job-'));
    });

    afterEach(() => rmSync(temporary, { recursive: true }));

    it('shows a fleet with a shared tier beside one without, and ends well', async () => {
      const { exitCode, output, errors } = await startProgram('shared', runtime, temporary).ended;
      expect({ exitCode, errors }).to.deep.equal({ exitCode: 0, errors: '' });
      expect(output).to.match(/^cold fleet, .*: loads of the origin +6 +24$/m);
      expect(output).to.match(/^a cold container .*: loads of the origin +0 +6$/m);
      expect(output).to.match(/^an order is added .* +the new order +the old report$/m);
      expect(output).to.match(/^failed invocations +0 +0$/m);
      expect(output).to.include('Every count was as expected.');
      expect(readdirSync(temporary), 'what is left behind').to.deep.equal([]);
    });
  });
}
