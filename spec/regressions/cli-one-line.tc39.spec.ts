import { expect } from 'chai';
import { useFiles, warmscope } from '../cli/run-cli.js';

/** An error of the command line repeated line breaks and escape sequences of what it had been given: it was two lines, or coloured the terminal. */
describe('regressions/cli-one-line', () => {
  const files = useFiles();

  const odd = ['a\nb', 'a\r\nb', '\u001b[31mred', 'a\u2028b', '\u202ebidi', 'a\tb\u0007'];
  const commands: [what: string, args: (text: string) => string[]][] = [
    ['a command', (text) => [text]],
    ['a flag', (text) => ['report', `--${text}`]],
    ['a flag without a command', (text) => [`--${text}`]],
    ['a stats file', (text) => ['report', text]],
    ['the stats file of a dashboard', (text) => ['dashboard', '-s', text]],
    ['a number', (text) => ['report', 'x', '--memory', text]],
    ['a function', (text) => ['dashboard', '-f', text]],
    ['a region', (text) => ['dashboard', '--region', text]],
    ['a member', (text) => ['dashboard', '-m', `${text}"`]],
    ['a folder', (text) => ['doctor', text]],
  ];
  for (const [what, args] of commands)
    it(`is one line of plain text, whatever stands for ${what}`, () => {
      for (const text of odd) {
        const { code, stdout, stderr } = warmscope(args(text));
        expect([code, stdout], text).to.deep.equal([2, '']);
        expect(stderr).to.match(/^warmscope[^\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]+\n$/u);
      }
    });

  it('is one line about an output file, too', () => {
    const { code, stderr } = warmscope(['dashboard', '-o', `${files.path}/no/a\nb`]);
    expect(code).to.equal(2);
    expect(stderr).to.match(/^warmscope dashboard: cannot write [^\n]+\n$/);
  });

  it('is one line where there is no command', () => {
    expect(warmscope([])).to.deep.equal({
      code: 2,
      stdout: '',
      stderr: 'warmscope: a command is needed: report, dashboard or doctor (warmscope --help says more)\n',
    });
  });

  for (const [args, says] of [
    [['report', ''], "cannot read '': no such file or directory"],
    [['report', '-s'], 'unknown flag -s'],
    [['report', 'x', '--memory', '-5'], '--memory needs a value; one that begins with a dash is given as --memory=-5'],
    [['report', 'x', '-o', '-x'], '--output needs a value; one that begins with a dash is given as --output=-x'],
    [['report', 'x', '-o'], '--output needs a value'],
    [['dashboard', '-f'], '--function needs a value'],
    [['report', '--help=1'], '--help takes no value'],
    [['dashboard', '-m', ''], "--member takes a name without quotes and backslashes, not ''"],
  ] as const)
    it(`says of ${args.join(' ')}: ${says}`, () => {
      const [command] = args;
      const stderr = `warmscope ${command}: ${says} (warmscope ${command} --help says more)\n`;
      expect(warmscope(args)).to.deep.equal({ code: 2, stdout: '', stderr });
    });
});
