import { expect } from 'chai';
import { PROJECT_ROOT, run } from './project.js';

// The whole soak, of 2,000,000 calls under a budget of 48 MB, is `node --expose-gc bench/soak.mjs`.
describe('bench/soak', () => {
  it('in a short form keeps the heap flat, and every bound after each call', async () => {
    const { stdout, stderr, code } = await run(process.execPath, ['--expose-gc', 'bench/soak.mjs', '10000', '7', '12'], PROJECT_ROOT);
    // Background refreshes fail, as their loads do now and then: a warning.
    expect(code, stderr).to.equal(0);
    const { calls, evictions, uncacheable, hits } = JSON.parse(stdout) as Record<string, number>;
    expect(calls).to.be.greaterThan(10_000);
    for (const count of [evictions, uncacheable, hits]) expect(count).to.be.greaterThan(0);
  }).timeout(240_000);
});
