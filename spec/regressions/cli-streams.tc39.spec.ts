import { spawn, spawnSync } from 'node:child_process';
import { closeSync, existsSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { useFiles } from '../cli/run-cli.js';
import { projectRoot } from '../docs/programs.js';
import { cacheStats, snapshot } from '../metrics/snapshots.js';

const CLI = join(projectRoot, 'dist', 'cli', 'warmscope.js');
const TEXT = JSON.stringify(snapshot({ ageMs: 5 }, [cacheStats('a', { hits: 41 })], []));
const later = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/**
 * `aws logs tail ... | npx warmscope report -` ended in EAGAIN where the log was slower than Node, and a page
 * that went to a full disk by `>` ended in exit code 0.
 */
describe('regressions/cli-streams', function () {
  this.timeout(60_000);
  const files = useFiles();

  /** Runs the command line behind a shell's pipe, whose pieces come one by one. */
  async function piped(pieces: readonly string[], first: number): Promise<{ status: number | null; stdout: string; stderr: string }> {
    // A pipe of the shell's, as Node's own are sockets.
    const shell = spawn('sh', ['-c', `cat | '${process.execPath}' '${CLI}' report -`], { stdio: 'pipe' });
    const out = { status: null as number | null, stdout: '', stderr: '' };
    shell.stdout.on('data', (data) => (out.stdout += String(data)));
    shell.stderr.on('data', (data) => (out.stderr += String(data)));
    const ended = new Promise<void>((resolve) => {
      shell.on('close', (status) => {
        out.status = status;
        resolve();
      });
    });
    await later(first);
    for (const piece of pieces) {
      shell.stdin.write(piece);
      await later(100);
    }
    shell.stdin.end();
    await ended;
    return out;
  }

  const halves = [TEXT.slice(0, 100), TEXT.slice(100)];
  for (const [what, pieces] of [
    ['whole', [TEXT]],
    ['in pieces', halves],
    ['behind a megabyte of other lines', ['x'.repeat(99).concat('\n').repeat(10_000), ...halves]],
  ] as const)
    it(`reads what comes late, ${what}`, async () => {
      const { status, stdout, stderr } = await piped(pieces, 1_500);
      expect({ status, stderr }).to.deep.equal({ status: 0, stderr: '' });
      expect(stdout).to.include('</html>');
    });

  it('reads a pipe that somebody else has made one that does not block', () => {
    // The parent's stdin is the same pipe; to look at it switches waiting off for both.
    const parent = files.write(
      'parent.cjs',
      `process.stdin; require('node:child_process').spawnSync(process.execPath, [${JSON.stringify(CLI)}, 'report', '-'], { stdio: 'inherit' })`,
    );
    const script = `(sleep 1; cat '${files.write('stats.json', TEXT)}') | '${process.execPath}' '${parent}'`;
    const { stdout, stderr } = spawnSync('sh', ['-c', script], { encoding: 'utf8' });
    expect(stderr).to.equal('');
    expect(stdout).to.include('</html>');
  });

  it('reads standard input once, however often it is asked to', () => {
    const { status, stderr } = spawnSync(process.execPath, [CLI, 'report', '-', '-'], { input: TEXT, encoding: 'utf8' });
    expect({ status, stderr }).to.deep.equal({ status: 0, stderr: '' });
  });

  if (existsSync('/dev/full'))
    for (const command of [['report', 'stats.json'], ['dashboard', '-f', 'a'], ['doctor', '.'], ['--help']])
      it(`says that ${command[0]} could not be written to stdout`, () => {
        files.write('stats.json', TEXT);
        files.write('package.json', {});
        const full = openSync('/dev/full', 'w');
        const { status, stderr } = spawnSync(process.execPath, [CLI, ...command], {
          cwd: files.path,
          stdio: ['ignore', full, 'pipe'],
          encoding: 'utf8',
        });
        closeSync(full);
        expect(status).to.equal(2);
        expect(stderr).to.match(/^warmscope: cannot write to stdout: [^\n]*no space left on device[^\n]*\n$/);
      });

  if (existsSync('/dev/full'))
    it('has its exit code where nobody hears what it cannot do', () => {
      const full = openSync('/dev/full', 'w');
      const { status } = spawnSync(process.execPath, [CLI, 'report', 'none.json'], { stdio: ['ignore', 'ignore', full] });
      closeSync(full);
      expect(status).to.equal(2);
    });

  it('ends in silence where nobody reads on', () => {
    const big = snapshot(
      {},
      Array.from({ length: 300 }, (_, at) => cacheStats(`m${at}`)),
      [],
    );
    const file = files.write('stats.json', JSON.stringify(big));
    const { stdout, stderr } = spawnSync('sh', ['-c', `'${process.execPath}' '${CLI}' report '${file}' | head -c 10`], {
      encoding: 'utf8',
    });
    expect([stdout.length, stderr]).to.deep.equal([10, '']);
  });
});
