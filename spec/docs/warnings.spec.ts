import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import * as warmscope from 'warmscope';
import { cached, registry } from 'warmscope';
import * as shared from 'warmscope/shared';
import { collectReports } from '../support/warnings.js';
import { projectRoot, runNode } from './programs.js';

type WarningClass = new (message: string) => Error & { code: warmscope.WarningCode };

const WARNINGS = Object.values<unknown>({ ...warmscope, ...shared }).filter(
  (candidate): candidate is WarningClass => typeof candidate === 'function' && candidate.prototype instanceof warmscope.WarmscopeWarning,
);
const CODES = WARNINGS.map((Warning) => new Warning('x').code);

describe('docs/warnings', () => {
  const { codes } = collectReports();
  const page = readFileSync(join(projectRoot, 'docs', 'warnings.md'), 'utf8');
  const rows = [...page.matchAll(/^\| `(WARN_\w+)` +\| (.+?) +\| (.+?) +\|$/gm)];

  it('lists every warning with its cause and its remedy, and no other', () => {
    expect(rows.map(([, code]) => code)).to.have.members(CODES);
    for (const [, code, cause, remedy] of rows) expect([cause, remedy].join('').length, code).to.be.greaterThan(40);
  });

  it('says how one is silenced: by configure', async () => {
    const oneShot = (): unknown => cached(function* () {})();
    registry.configure({ silence: CODES });
    oneShot();
    expect(await codes()).to.deep.equal([]);
    registry.configure({ silence: CODES.filter((code) => code !== 'WARN_WARMSCOPE_ONE_SHOT') });
    oneShot();
    registry.configure({ silence: undefined });
    oneShot();
    expect(await codes()).to.deep.equal(['WARN_WARMSCOPE_ONE_SHOT', 'WARN_WARMSCOPE_ONE_SHOT']);
  });

  it('says how one is silenced: by the flag of Node', async () => {
    const program = "const { cached } = require('warmscope'); cached(function* () {})();";
    const [silent, loud] = [await runNode(['--disable-warning=WARN_WARMSCOPE_ONE_SHOT', '-e', program]), await runNode(['-e', program])];
    expect([silent.exitCode, silent.stderr]).to.deep.equal([0, '']);
    expect(loud.stderr).to.contain('WARN_WARMSCOPE_ONE_SHOT');
  });

  it('says the numbers that the code has', () => {
    const source = readFileSync(join(projectRoot, 'src/cache/miss-watch.ts'), 'utf8');
    const constant = (name: string): string | undefined => new RegExp(`const ${name} = ([\\d_.]+);`).exec(source)?.[1];
    expect([constant('INSTANCES'), constant('CALLS'), constant('LEAST_FOUND'), constant('EVICTING')]).to.deep.equal([
      '100',
      '1_000',
      '10',
      '0.9',
    ]);
    for (const number of ['100 instances', '1,000 calls', 'fewer than 10', '9 of 10']) expect(page).to.contain(number);
  });
});
