import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { expect } from 'chai';
import { type Outcome, run } from '../packaging/project.js';
import { userProject } from '../testing/runners-project.js';
import { projectRoot } from './programs.js';

const page = readFileSync(join(projectRoot, 'docs/setup/tests.md'), 'utf8');
const blocks = [...page.matchAll(/^```\w+ title="([^"]+)"\n([\s\S]*?)^```$/gm)].map(({ 1: title = '', 2: text = '' }) => ({ title, text }));

/** What each runner says when its one test has passed. */
const PASSED: Record<string, RegExp> = {
  mocha: /^ {2}1 passing/m,
  'node:test': /^(?:#|ℹ) pass 1$/m,
  vitest: /Tests {2}1 passed \(1\)/,
  jest: /^Tests: {7}1 passed, 1 total$/m,
};

// The projects of docs/setup/tests.md, with the runners that spec/testing/runners installs.
describe('docs/setup/tests', function () {
  this.timeout(600_000);
  let folder = '';
  before(async () => {
    folder = await userProject('setup-tests');
    for (const name of ['app', 'tests', 'tsconfig.cjs.json']) rmSync(join(folder, name), { recursive: true });
    writeFileSync(join(folder, '.mocharc.json'), '{}'); // or mocha finds ours, further up
    for (const { title, text } of blocks.filter((block) => !block.title.startsWith('run '))) {
      mkdirSync(dirname(join(folder, title)), { recursive: true });
      writeFileSync(join(folder, title), text);
    }
  });

  it('has a command for each runner', () => {
    const runners = blocks.filter(({ title }) => title.startsWith('run ')).map(({ title }) => title.slice('run '.length));
    expect(runners).to.deep.equal(Object.keys(PASSED));
  });

  for (const [runner, passed] of Object.entries(PASSED)) {
    it(runner, async () => {
      const { stdout, stderr, code } = await start(runner);
      const output = stripVTControlCharacters(stdout + stderr);
      expect(code, output).to.equal(0);
      expect(output).to.match(passed);
      expect(output).not.to.match(/WARN_WARMSCOPE/);
    });
  }

  /** Runs the command that the page gives, with the program that `npx` would find. */
  function start(runner: string): Promise<Outcome> {
    const command = blocks.find(({ title }) => title === `run ${runner}`)?.text.trim() ?? '';
    const [, npx, ...words] = [command, ...command.split(' ')];
    if (npx === 'node') return run(process.execPath, words, folder);
    const [name = '', ...args] = words;
    return run(join(folder, 'node_modules', '.bin', name), args, folder);
  }
});
