import { createHash } from 'node:crypto';
import { accessSync, constants, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { withInstallLock } from './install-lock.js';
import { npmCi } from './npm-ci.js';
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

/** Installs the runtime client when it is missing or its lock file changed: one to four minutes, once. */
export async function installRuntimeClient(log: (line: string) => void, signal?: AbortSignal): Promise<void> {
  if (isInstalled()) return;
  await withInstallLock('runtime-client', async () => {
    if (isInstalled()) return;
    const missing = missingBuildTools(process.env.PATH ?? '');
    if (missing.length > 0) throw new Error(explainMissing(missing));
    log(
      `Installing aws-lambda-ric ${RUNTIME_CLIENT_VERSION}, the real Lambda runtime client. It compiles native code: one to four minutes, once.`,
    );
    const startedAt = performance.now();
    await npmCi(folder, signal);
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
