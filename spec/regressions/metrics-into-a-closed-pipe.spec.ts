import { spawnSync } from 'node:child_process';
import { closeSync, existsSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { projectRoot } from '../docs/programs.js';

const DIST = join(projectRoot, 'dist', 'esm');

/** A process whose stdout nobody read any more, or that was full, was ended by metrics, where `console.log` is silent. */
describe('regressions/metrics-into-a-closed-pipe', function () {
  this.timeout(60_000);

  const program = (wait: number) => `
    import { cached, runInvocation } from '${DIST}/index.js';
    import { emfMetrics } from '${DIST}/metrics/index.js';
    const stop = emfMetrics({ function: 'f' });
    const load = cached((key) => 'x'.repeat(9), { name: 'm' });
    let answers = 0;
    for (let turn = 0; turn < 30; turn++) {
      answers += (await runInvocation({}, () => load(turn))).length;
      await new Promise((resolve) => setTimeout(resolve, ${wait}));
    }
    stop();
    await new Promise((resolve) => setTimeout(resolve, 50));
    console.error('answers', answers);
  `;
  const run = (to: string, wait: number) =>
    spawnSync('sh', ['-c', `'${process.execPath}' --input-type=module -e "$PROGRAM" ${to}`], {
      env: { ...process.env, PROGRAM: program(wait), NODE_OPTIONS: '' },
      encoding: 'utf8',
    }).stderr;

  for (const [what, to] of [
    ['closed at once', '| true'],
    ['closed after a line', '| head -n 1 >/dev/null'],
    ['closed before it began', '>&-'],
  ] as const)
    it(`every invocation has its answer where stdout is ${what}`, () => {
      const stderr = run(to, 5);
      expect(stderr).to.include('answers 270');
      expect(stderr.match(/WARN_WARMSCOPE_BACKGROUND/g)?.length ?? 0, stderr).to.be.at.most(1);
      expect(stderr).not.to.match(/Unhandled|uncaught|node:events/i);
    });

  if (existsSync('/dev/full'))
    it('and where a file is full, of which one warning tells', () => {
      const full = openSync('/dev/full', 'w');
      const { stderr, status } = spawnSync(process.execPath, ['--input-type=module', '-e', program(1)], {
        stdio: ['ignore', full, 'pipe'],
        encoding: 'utf8',
      });
      closeSync(full);
      expect(status).to.equal(0);
      expect(stderr).to.include('answers 270');
      expect(stderr.match(/WARN_WARMSCOPE_BACKGROUND/g)).to.have.length(1);
    });
});
