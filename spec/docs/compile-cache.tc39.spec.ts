import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { expect } from 'chai';
import { build } from 'esbuild';
import { nodeBinaries } from '../../matrix/harness/install.js';
import { projectRoot } from './programs.js';

const page = readFileSync(join(projectRoot, 'docs/cold-start.md'), 'utf8');
const script = /^```sh\n(# compile-cache\.sh[\s\S]*?)^```$/m.exec(page)?.[1] ?? '';

/** The options that Lambda's runtimes pass, for two sizes of memory. */
const OPTIONS = ['--expose-gc', '--max-semi-space-size=6', '--max-old-space-size=115'];
const OTHER_SIZES = ['--expose-gc', '--max-semi-space-size=25', '--max-old-space-size=460'];

const own = process.getuid?.() ?? 0;

/** The user that the function runs as: another one, if we may become that and it may run this Node. */
function userFor(node: string): number {
  return spawnSync(node, ['--version'], { uid: 993, gid: 993, cwd: '/' }).status === 0 ? 993 : own;
}

const nodes = new Map([...nodeBinaries(), [process.versions.node.split('.')[0] ?? '', process.execPath]]);

// The script of docs/cold-start.md, as a deployment would run it, and the function after it.
describe('docs/cold-start: the compile cache', function () {
  this.timeout(240_000);
  let folder = '';
  before(async () => {
    folder = realpathSync(mkdtempSync(join(tmpdir(), 'warmscope-compile-cache-')));
    chmodSync(folder, 0o755);
    const contents = `import { Cached, ContainerSingleton, createHandler } from '${join(projectRoot, 'dist/esm/index.js')}';
      export const handler = createHandler(() => typeof Cached + typeof ContainerSingleton);`;
    const options = { bundle: true, minify: true, platform: 'node', format: 'cjs' } as const;
    await build({ ...options, stdin: { contents, resolveDir: projectRoot }, outfile: join(folder, 'bundle/index.js') });
    writeFileSync(join(folder, 'compile-cache.sh'), script);
  });
  after(() => {
    execFileSync('chmod', ['-R', 'u+w', folder]);
    rmSync(folder, { recursive: true, force: true });
  });

  /** Deploys the bundle to a folder of its own and makes a cache there; gives the folder, which nobody may write to. */
  function deploy(node: string, name: string): string {
    const task = join(folder, name);
    mkdirSync(task);
    cpSync(join(folder, 'bundle'), task, { recursive: true });
    const PATH = `${dirname(node)}${delimiter}${process.env.PATH}`;
    execFileSync('sh', ['../compile-cache.sh', String(userFor(node)), ...OPTIONS], { cwd: task, env: { PATH } });
    execFileSync('chmod', ['-R', 'a-w', task]);
    return task;
  }

  /** What Node says of the cache for the bundle, when the function starts. */
  function startedAt(task: string, node: string, options = OPTIONS): string {
    const cache = { NODE_COMPILE_CACHE: join(task, 'compile-cache'), NODE_COMPILE_CACHE_PORTABLE: '1' };
    const user = userFor(node);
    const { stdout, stderr, status } = spawnSync(
      node,
      [...options, '-e', `import(${JSON.stringify(join(task, 'index.js'))}).then(({ handler }) => console.log(typeof handler))`],
      {
        env: { ...cache, NODE_DEBUG_NATIVE: 'COMPILE_CACHE' },
        cwd: '/',
        encoding: 'utf8',
        ...(user === own ? {} : { uid: user, gid: user }),
      },
    );
    expect(status, stderr).to.equal(0);
    expect(stdout + stderr).to.match(/^function$/m);
    return (stdout + stderr)
      .split('\n')
      .filter((line) => line.includes('index.js'))
      .join('\n');
  }

  /** True if V8 took what the folder holds; what has been compiled just now it accepts too, when the bundle is asked for again. */
  const isAccepted = (log: string): boolean =>
    /reading cache .*success/.test(log) && /was accepted/.test(log) && !/not initialized/.test(log);

  for (const [major, node] of nodes) {
    if (Number(major) < 22) {
      it(`Node ${major} has none`, () => {
        expect(execFileSync(node, ['-p', 'typeof require("module").enableCompileCache'], { encoding: 'utf8' })).to.equal('undefined\n');
      });
      continue;
    }

    it(`Node ${major} accepts it where it was made, read-only, as the function's user`, () => {
      const task = deploy(node, `made-${major}`);
      const [name, ...others] = readdirSync(join(task, 'compile-cache'));
      expect(others).to.deep.equal([]);
      if (Number(major) < 26) expect(name).to.match(new RegExp(`^v${major}\\..*-${userFor(node)}$`));
      expect(startedAt(task, node)).to.satisfy(isAccepted);
    });

    const isPortable = Number(major) >= 24;
    it(`Node ${major} ${isPortable ? 'accepts' : 'does not accept'} it at another path, and with other sizes of memory`, () => {
      const task = deploy(node, `first-${major}`);
      const moved = join(folder, `moved-${major}`);
      cpSync(task, moved, { recursive: true });
      expect(isAccepted(startedAt(moved, node))).to.equal(isPortable);
      expect(isAccepted(startedAt(task, node, OTHER_SIZES))).to.equal(isPortable);
    });
  }
});
