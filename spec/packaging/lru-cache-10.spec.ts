import { readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { expect } from 'chai';
import { PROJECT_ROOT, run } from './project.js';

const SPECS = join(dirname(fileURLToPath(import.meta.url)), '..');
const MOCHA = join(PROJECT_ROOT, 'node_modules/mocha/bin/mocha.js');

// Everything else runs with lru-cache 11.
describe('warmscope/keyed with lru-cache 10', () => {
  it('passes all specs of keyed clients', async () => {
    const keyed = readdirSync(join(SPECS, 'keyed')).filter((name) => name.endsWith('.spec.js'));
    const specs = [
      ...keyed.map((name) => `keyed/${name}`),
      'properties/keyed-clients.spec.js',
      'regressions/overflow-of-keyed-clients.spec.js',
    ];
    const hook = pathToFileURL(join(SPECS, 'support/with-lru-cache-10.js')).href;
    const { stdout, stderr, code } = await run(
      process.execPath,
      ['--import', hook, MOCHA, '--reporter', 'json', ...specs.map((name) => join(SPECS, name))],
      PROJECT_ROOT,
    );
    expect(code, stdout + stderr).to.equal(0);
    const { stats } = JSON.parse(stdout.slice(stdout.indexOf('{\n'))) as { stats: { passes: number; failures: number; pending: number } };
    expect(stats).to.include({ failures: 0, pending: 0 });
    expect(stats.passes).to.be.greaterThan(50);
  }).timeout(240_000);
});
