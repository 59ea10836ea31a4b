import { type ChildProcess, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { accessSync, constants, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { withInstallLock } from './install-lock.js';
import { sampleFolder } from './project-root.js';

export const RUNTIME_CLIENT_VERSION = '4.0.2';

const folder = join(sampleFolder, 'runtime');
const client = join(folder, 'node_modules', 'aws-lambda-ric');
const stamp = join(folder, 'node_modules', '.warmscope-installed');

/** The runtime client's program, once it is installed. */
export const runtimeClientProgram = join(client, 'index.mjs');

/** What compiling the runtime client needs: a program on the PATH, and the Debian or Ubuntu package that has it. */
const BUILD_TOOLS: Readonly<Record<string, string>> = {
  gcc: 'gcc',
  'g++': 'g++',
  make: 'make',
  cmake: 'cmake',
  python3: 'python3',
  xz: 'xz-utils',
};

/** Installs the runtime client when it is missing or its lock file changed: about a minute, once. */
export async function installRuntimeClient(log: (line: string) => void, signal?: AbortSignal): Promise<void> {
  if (isInstalled()) return;
  await withInstallLock('runtime-client', async () => {
    if (isInstalled()) return;
    const missing = missingBuildTools(process.env.PATH ?? '');
    if (missing.length > 0) throw new Error(explainMissing(missing));
    log(
      `Installing aws-lambda-ric ${RUNTIME_CLIENT_VERSION}, the real Lambda runtime client. It compiles native code: about a minute, once.`,
    );
    const startedAt = performance.now();
    await npmCi(signal);
    writeFileSync(stamp, expectedStamp());
    log(`Installed it in ${Math.round((performance.now() - startedAt) / 1000)} s.`);
  });
}

/** The programs that compiling needs and that are in no folder of `path`. */
export function missingBuildTools(path: string): string[] {
  const folders = path.split(delimiter).filter((each) => each !== '');
  return Object.keys(BUILD_TOOLS).filter((tool) => !folders.some((each) => isExecutable(join(each, tool))));
}

export function explainMissing(tools: readonly string[]): string {
  const packages = tools.map((tool) => BUILD_TOOLS[tool] ?? tool).join(' ');
  return (
    `The real Lambda runtime client compiles native code and needs ${tools.join(', ')}, which this system lacks. ` +
    `On Debian or Ubuntu: apt-get install ${packages}. Without it, WARMSCOPE_SIMULATE=1 runs simulated containers instead.`
  );
}

function isInstalled(): boolean {
  const complete = existsSync(runtimeClientProgram) && existsSync(join(client, 'rapid-client.node')) && existsSync(stamp);
  return complete && readFileSync(stamp, 'utf8') === expectedStamp();
}

function expectedStamp(): string {
  const lock = createHash('sha256')
    .update(readFileSync(join(folder, 'package-lock.json')))
    .digest('hex');
  return `${process.platform}-${process.arch} ${lock}\n`;
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** Runs `npm ci` in the private package; its output is shown only when it fails. */
async function npmCi(signal: AbortSignal | undefined): Promise<void> {
  const npm = process.env.npm_execpath; // set by `npm start` and `npm test`
  const [command, first] = npm?.endsWith('npm-cli.js') ? [process.execPath, [npm]] : ['npm', []];
  const child = spawn(command, [...first, 'ci', '--ignore-scripts=false', '--no-audit', '--no-fund'], {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true, // a process group of its own, so that the compilers can be ended with it
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
  }
  const code = await untilEnded(child, signal);
  if (code !== 0)
    throw new Error(`npm ci failed in samples/container/runtime (exit code ${code}):\n${output.split('\n').slice(-60).join('\n')}`);
}

/** Waits for a process that leads a group; the group is ended with this process, and when the signal is aborted. */
async function untilEnded(child: ChildProcess, signal: AbortSignal | undefined): Promise<number | null> {
  const endGroup = (): void => {
    if (child.exitCode === null && child.pid !== undefined) process.kill(-child.pid, 'SIGTERM');
  };
  process.once('exit', endGroup);
  signal?.addEventListener('abort', endGroup, { once: true });
  try {
    const [code] = (await once(child, 'close')) as [number | null];
    return code;
  } finally {
    process.removeListener('exit', endGroup);
    signal?.removeEventListener('abort', endGroup);
  }
}
