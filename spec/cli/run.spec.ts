import { expect } from 'chai';
import { VERSION } from '../../src/util/version.js';
import { warmscope } from './run-cli.js';

describe('cli/run', () => {
  for (const args of [['--help'], ['-h'], ['help']])
    it(`prints the commands for ${args}`, () => {
      const { code, stdout, stderr } = warmscope(args);
      expect([code, stderr]).to.deep.equal([0, '']);
      for (const name of ['report', 'dashboard', 'doctor']) expect(stdout).to.match(new RegExp(`^  ${name} `, 'm'));
    });

  it('prints the version', () => {
    for (const flag of ['--version', '-v']) expect(warmscope([flag])).to.deep.equal({ code: 0, stdout: `${VERSION}\n`, stderr: '' });
  });

  it('says what there is where no command is given', () => {
    const stderr = 'warmscope: a command is needed: report, dashboard or doctor (warmscope --help says more)\n';
    expect(warmscope([])).to.deep.equal({ code: 2, stdout: '', stderr });
  });

  for (const name of ['report', 'dashboard', 'doctor']) {
    it(`prints the help of ${name}, within 110 columns`, () => {
      const { code, stdout, stderr } = warmscope([name, '--help']);
      expect([code, stderr]).to.deep.equal([0, '']);
      expect(stdout).to.match(new RegExp(`^Usage: warmscope ${name} `));
      for (const line of stdout.split('\n')) expect(line.length, line).to.be.at.most(110);
    });

    it(`refuses a flag that ${name} does not have`, () => {
      const says = `warmscope ${name}: unknown flag --colour (warmscope ${name} --help says more)\n`;
      for (const args of [['--colour'], ['--colour=red'], ['x', '--colour', 'red']])
        expect(warmscope([name, ...args])).to.deep.equal({ code: 2, stdout: '', stderr: says });
    });
  }

  const faults: [args: string[], says: string][] = [
    [['reprot'], 'unknown command reprot; there are report, dashboard, doctor'],
    [['constructor'], 'unknown command constructor; there are report, dashboard, doctor'],
    [['--verbose'], 'unknown flag --verbose'],
  ];
  for (const [args, says] of faults)
    it(`refuses ${args}`, () => {
      expect(warmscope(args)).to.deep.equal({ code: 2, stdout: '', stderr: `warmscope: ${says} (warmscope --help says more)\n` });
    });

  it('refuses a flag without its value', () => {
    const { code, stderr } = warmscope(['report', 'x', '-o']);
    expect(code).to.equal(2);
    expect(stderr).to.match(/^warmscope report: --output needs a value \([^\n]+\)\n$/);
  });
});
