import { join } from 'node:path';
import { expect } from 'chai';
import { run } from '../packaging/project.js';
import { userProject } from './runners-project.js';

/** What each runner says when every test has passed. */
const PASSED: Record<string, RegExp> = {
  mocha: /^ {2}24 passing/m,
  'node:test': /^# pass 24\n# fail 0\n# cancelled 0\n# skipped 0\n# todo 0$/m,
  vitest: /Tests {2}81 passed \(81\)/,
  jest: /^Tests: {7}100 passed, 100 total$/m,
};

const COMMANDS: Record<string, readonly string[]> = {
  mocha: ['node_modules/mocha/bin/mocha.js', '--no-config', '--require', 'tsx', '--reporter', 'dot', 'tests/mocha.test.ts'],
  'node:test': ['--import', 'tsx', '--test', '--test-reporter', 'tap', 'tests/node-test.test.ts'],
  vitest: ['node_modules/vitest/vitest.mjs', 'run', '--no-color'],
  jest: ['--experimental-vm-modules', '--no-warnings', 'node_modules/jest/bin/jest.js', '--no-cache', '--runInBand'],
};

// A user's project: one application and its tests, run by each test runner.
describe('testing: runners', function () {
  this.timeout(600_000);
  let folder = '';
  before(async () => {
    folder = await userProject();
  });

  for (const [name, command] of Object.entries(COMMANDS)) {
    it(name, async () => {
      const { stdout, stderr, code } = await run(process.execPath, command, join(folder));
      const output = stdout + stderr;
      expect(code, output).to.equal(0);
      expect(output).to.match(PASSED[name] as RegExp);
      expect(output).not.to.match(/WARN_WARMSCOPE/);
    });
  }
});
