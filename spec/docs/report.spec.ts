import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { FINDINGS } from '../../src/cli/doctor/finding.js';
import { type Ran, useFiles, warmscope } from '../cli/run-cli.js';
import { cacheStats, snapshot } from '../metrics/snapshots.js';
import { projectRoot } from './programs.js';

const read = (...path: string[]): string => readFileSync(join(projectRoot, ...path), 'utf8');

/** What a run of `npm start` had at its end, in a log of Lambda's. */
const LOG = [
  'START RequestId: 8a1f Version: $LATEST',
  `2026-11-29T12:00:00.000Z\t8a1f\tINFO\t${JSON.stringify(
    snapshot({ ageMs: 7_500_000, invocations: 300 }, [
      cacheStats('Prices.rate', { hits: 12, misses: 240, loads: 240, loadMs: 7_200, savedMs: 360, size: 10, max: 10, evictions: 230 }),
    ]),
  )}`,
  'REPORT RequestId: 8a1f\tDuration: 3.10 ms\tBilled Duration: 4 ms\tMemory Size: 512 MB\tMax Memory Used: 88 MB',
  '',
].join('\n');

describe('docs/report', () => {
  const page = read('docs', 'report.md');
  const files = useFiles();
  const blockOf = (info: string): string => page.split(`\`\`\`${info}\n`)[1]?.split('```\n')[0] ?? '';
  const titled = [...page.matchAll(/^```\w+ title="([^"]+)"\n([\s\S]*?)^```$/gm)].map(([, name = '', text = '']) => [name, text] as const);
  const commands = [...page.matchAll(/^npx warmscope (.+)$/gm)].map(([, line = '']) => line);

  /** Runs a command of the page in a folder that has the page's project and its log. */
  function runHere(line: string): Ran {
    for (const [name, text] of titled) files.write(name, text);
    files.write('reports.log', LOG);
    files.write('build/start/stats.jsonl', LOG);
    files.write('node_modules/warmscope/package.json', { name: 'warmscope', version: '0.1.0' });
    files.write('node_modules/typescript/package.json', { name: 'typescript', version: '7.0.2' });
    const before = process.cwd();
    process.chdir(files.path);
    try {
      return warmscope(line.split(' '), { columns: 100 });
    } finally {
      process.chdir(before);
    }
  }

  it('shows each command', () => {
    expect(new Set(commands.map((line) => line.split(' ')[0]))).to.deep.equal(new Set(['report', 'dashboard', 'doctor']));
  });

  for (const line of commands)
    it(`runs npx warmscope ${line}`, () => {
      const { code, stderr } = runHere(line);
      expect({ code, stderr }).to.deep.equal({ code: line.startsWith('doctor') ? 1 : 0, stderr: '' });
      const [, output] = /-o (\S+)/.exec(line) ?? [];
      if (output !== undefined) expect(files.read(output).length).to.be.greaterThan(1_000);
    });

  for (const name of ['report', 'dashboard', 'doctor'])
    it(`shows the help of ${name}`, () => {
      expect(blockOf(`text help of ${name}`)).to.equal(warmscope([name, '--help']).stdout);
    });

  it('shows what doctor says of the project on the page', () => {
    const line = commands.find((command) => command.startsWith('doctor')) ?? '';
    const withoutNode = (text: string): string => text.replace(/^(Node +)[\d.]+/m, '$1...');
    expect(withoutNode(blockOf('text output of doctor'))).to.equal(withoutNode(runHere(line).stdout));
  });

  it('explains each finding of doctor, by its kind, and no other', () => {
    const rows = [...page.matchAll(/^\| `([\w-]+)` \| (problem|hint) \| .+ \|$/gm)].map(([, id = '', kind]) => [id, kind]);
    expect(Object.fromEntries(rows)).to.deep.equal(FINDINGS);
    expect(rows.length).to.equal(Object.keys(FINDINGS).length);
  });

  it('shows a table that npm start has printed, as README does', () => {
    const table = blockOf('text output of npm start').replace(/^(?=.)/gm, '  ');
    expect(table).to.match(/^ {2}container /);
    expect(read('README.md')).to.include(table);
  });
});
